"""Runs workloads against hffs and against their references, in turns, and prints a table."""

import argparse
import json
import os
import pathlib
import platform
import signal
import subprocess
import sys
import tempfile
import time

import cold
import loads
import many_files
import peers
import programs
import results
import swarm
import warm
from commands import Failed
from lab import Lab

WORKLOADS = (warm.WORKLOADS + cold.WORKLOADS + loads.WORKLOADS + many_files.WORKLOADS + programs.WORKLOADS
             + peers.WORKLOADS + swarm.WORKLOADS)
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# What one workload may die of without taking the others along; a fault of this program goes through.
TROUBLE = (Failed, OSError, ValueError)


def at_least_one(text):
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"not a number from 1 on: {text}")
    return int(text)


def options():
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--only", metavar="NAME,..", help="these workloads")
    parser.add_argument("--list", action="store_true", help="show the workloads and end")
    parser.add_argument("--quick", action="store_true", help="small files and one round: does it all run? Targets do not count")
    parser.add_argument("--rounds", type=int, help="of each workload; 3, or 1 with --quick")
    parser.add_argument("--swarm-gib", type=at_least_one, default=1, metavar="N",
                        help="size of the file of the swarms; 1. Each of their machines, nine at most, keeps it")
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


def machine(scripts, java):
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
    commit = subprocess.run(["git", "-C", scripts, "describe", "--always", "--dirty"], capture_output=True, text=True)
    release = pathlib.Path(java).resolve().parent.parent / "release"
    version = next((line.split('"')[1] for line in open(release) if line.startswith("JAVA_VERSION=")), "?")
    return {"date": time.strftime("%Y-%m-%d"), "cpu": f"{os.cpu_count()} x {model}", "kernel": platform.release(),
            "jdk": version, "commit": commit.stdout.strip() or "?"}


def measure(lab, workloads):
    """Runs the workloads; yields a row for each."""
    runs = []
    for workload in workloads:
        rounds = workload.rounds(lab)
        row = attempt(workload, lambda rounds=rounds: next(rounds))  # makes its data
        if row is None:
            runs.append((workload, rounds))
        else:
            yield row
    lab.start_hub()
    for workload, rounds in runs:
        gathered = []
        row = attempt(workload, lambda rounds=rounds, gathered=gathered: gathered.extend(rounds))
        rounds.close()
        if row is not None:
            lab.mount.close()  # in whatever state it is; the next one begins with a new daemon
        yield row or results.row(workload, gathered)


def attempt(workload, action):
    """Returns the row of a workload that could not be run, or None."""
    try:
        action()
    except results.Skipped as reason:
        return results.not_run(workload, str(reason), failed=False)
    except TROUBLE as trouble:
        return results.not_run(workload, f"{type(trouble).__name__}: {trouble}", failed=True)
    return None


def end_on_signals():
    """Has Ctrl-C and the like clean up, once; a second one does not disturb that."""
    def end(number, _):
        for each in SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        sys.exit(128 + number)
    for each in SIGNALS:
        signal.signal(each, end)


def main():
    wanted = options()
    workloads = chosen(wanted.only)
    if wanted.list:
        for workload in workloads:
            print(f"{workload.name:19} {workload.what}")
        return
    end_on_signals()
    rounds = wanted.rounds or (1 if wanted.quick else 3)
    about = {**machine(wanted.scripts, wanted.java), "rounds": rounds, "quick": wanted.quick}
    rows = []
    work = tempfile.mkdtemp(prefix="bench.", dir=wanted.work)
    lab = Lab(work, wanted.scripts, wanted.jars, wanted.java, wanted.quick, rounds, wanted.swarm_gib)
    try:
        print(", ".join(f"{name}: {value}" for name, value in about.items()) + f"\n\n{results.HEADER}", flush=True)
        for row in measure(lab, workloads):
            rows.append(row)
            print(results.line(row), flush=True)
    finally:
        lab.close()
        if wanted.json:
            with open(wanted.json, "w") as file:
                json.dump({**about, "rows": rows}, file, indent=1)
    if any("failed" in row for row in rows):
        sys.exit(1)
    if not wanted.quick and any(row.get("met") is False for row in rows):
        sys.exit(3)


if __name__ == "__main__":
    main()
