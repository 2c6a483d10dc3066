"""Runs workloads against hffs and against their references, in turns, and prints a table."""

import argparse
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
import time

import many_files
import one_file
import programs
import results
from lab import Lab

WORKLOADS = one_file.WORKLOADS + many_files.WORKLOADS + programs.WORKLOADS


def options():
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--only", metavar="NAME,..", help="these workloads; --list shows the names")
    parser.add_argument("--list", action="store_true", help="show the workloads and end")
    parser.add_argument("--quick", action="store_true", help="small files and one round: does it all run?")
    parser.add_argument("--rounds", type=int, help="of each workload; 3, or 1 with --quick")
    parser.add_argument("--json", metavar="FILE", help="write the rows there too")
    # What scripts/bench knows.
    for name in ("work", "scripts", "jars", "java"):
        parser.add_argument(f"--{name}", help=argparse.SUPPRESS)
    return parser.parse_args()


def chosen(wanted):
    if wanted is None:
        return WORKLOADS
    by_name = {workload.name: workload for workload in WORKLOADS}
    unknown = [name for name in wanted.split(",") if name not in by_name]
    if unknown:
        sys.exit(f"bench: no workload {', '.join(unknown)}; there are: {', '.join(by_name)}")
    return [by_name[name] for name in wanted.split(",")]


def machine(scripts):
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
    commit = subprocess.run(["git", "-C", scripts, "describe", "--always", "--dirty"], capture_output=True, text=True)
    return {"date": time.strftime("%Y-%m-%d"), "cpu": f"{os.cpu_count()} x {model}", "kernel": platform.release(),
            "commit": commit.stdout.strip() or "?"}


def main():
    wanted = options()
    workloads = chosen(wanted.only)
    if wanted.list:
        for workload in workloads:
            print(f"{workload.name:16} {workload.what}")
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    rounds = wanted.rounds or (1 if wanted.quick else 3)
    rows = []
    about = machine(wanted.scripts)
    lab = Lab(tempfile.mkdtemp(prefix="bench.", dir=wanted.work), wanted.scripts, wanted.jars, wanted.java,
              wanted.quick, rounds)
    try:
        runs = [(workload, workload.rounds(lab)) for workload in workloads]
        for _, run in runs:
            next(run)  # makes its data, which the hub then serves
        lab.start_hub()
        print(", ".join(f"{name}: {value}" for name, value in about.items()) + f", rounds: {rounds}\n")
        print(results.HEADER, flush=True)
        for workload, run in runs:
            rows.append(results.row(workload, list(run)))
            print(results.line(rows[-1]), flush=True)
    finally:
        lab.close()
        if wanted.json:
            with open(wanted.json, "w") as file:
                json.dump({**about, "rounds": rounds, "quick": wanted.quick, "rows": rows}, file, indent=1)
    sys.exit(0 if all(row["met"] in (None, True) for row in rows) else 3)


if __name__ == "__main__":
    main()
