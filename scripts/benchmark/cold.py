"""Workloads on one file of which nothing is here."""

import contextlib
import os

from commands import run
from hub import HUGE
from lab import MIB, in_turns, rate
from references import aria2, by_rclone, curl
from results import Round, Workload
from warm import dd, sequential

HEADER_BYTES = 128 << 10
COLD = "cold.bin"
SHAPED = "shaped.bin"


def read_cold(lab, name, read):
    """Reads a file, known by name only, through an empty cache; returns what read returned and what
    it cost."""
    lab.mount.cold()
    os.stat(lab.mount.path(name))
    with lab.measured((lab.data / name).stat().st_size) as figures:
        result = read(lab.mount.path(name))
    figures.pop("bytes at the end")
    return result, figures


def cold_sequential(lab):
    """Shows also what curl makes when it has to write the bytes, as hffs has to."""
    size = lab.file(COLD, (256 if lab.quick else 4096) * MIB).stat().st_size
    copy = lab.work / "copy"
    yield

    def by_curl_to_disk():
        try:
            return rate(size, curl(lab, COLD, target=copy))
        finally:
            copy.unlink(missing_ok=True)

    contenders = {"curl": lambda: rate(size, curl(lab, COLD)), "curl to disk": by_curl_to_disk,
                  "ours": lambda: read_cold(lab, COLD, lambda path: dd(path, "4M")),
                  "rclone": lambda: by_rclone(lab, lambda place: dd(place / COLD, "4M"))}
    for number in range(lab.rounds):
        lab.hub.line()
        results = in_turns(number, **contenders)
        ours, figures = results.pop("ours")
        lab.check(COLD)
        warm = sequential(lab.mount.path(COLD))
        yield Round(ours, min(results["curl"], warm), {**figures, **results, "warm": warm})


def cold_shaped(lab):
    size = lab.file(SHAPED, (256 if lab.quick else 1024) * MIB).stat().st_size
    yield
    for number in range(lab.rounds):
        lab.hub.line(latency_ms=50, connection_rate=12_000_000)
        results = in_turns(number, aria2=lambda: rate(size, aria2(lab, SHAPED)),
                           ours=lambda: read_cold(lab, SHAPED, lambda path: dd(path, "4M")),
                           rclone=lambda: by_rclone(lab, lambda place: dd(place / SHAPED, "4M")))
        ours, figures = results["ours"]
        lab.check(SHAPED)
        yield Round(ours, results["aria2"], {**figures, "rclone": results["rclone"]})


def header(lab):
    """The reference makes the look-ups that hffs made, then asks for the range."""
    yield
    name = "model.safetensors"
    path, url = lab.mount.path(name, HUGE), lab.hub.url(name, HUGE)
    lab.hub.line()
    lab.mount.cold()
    with asked(lab) as look_ups:
        run("sh", "-c", 'curl -sSfL -r "0-$3" "$2" | cmp -n "$4" - "$1"', "sh", path, url,
            HEADER_BYTES - 1, HEADER_BYTES)
    command = ["curl", "-sSL"]  # not -f: one look-up asks for a repository that is none
    for target in look_ups:
        command += ["-o", "/dev/null", lab.hub.endpoint + target]
    command += ["--next", "-sSfL", "-r", f"0-{HEADER_BYTES - 1}", "-o", "/dev/null", url]

    def ours():
        lab.mount.cold()
        with lab.measured(HEADER_BYTES) as figures:
            seconds = run("head", "-c", HEADER_BYTES, path)
        return seconds, figures

    for number in range(lab.rounds):
        lab.hub.line(latency_ms=50)
        results = in_turns(number, ours=ours, reference=lambda: run(*command), rclone=lambda: by_rclone(
            lab, lambda place: run("head", "-c", HEADER_BYTES, place / name), HUGE))
        seconds, figures = results["ours"]
        figures.pop("bytes at the end")
        yield Round(seconds, results["reference"], {**figures, "rclone": results["rclone"]})


@contextlib.contextmanager
def asked(lab):
    """Collects the look-ups that the hub is asked for meanwhile."""
    lab.hub.settle()
    lab.hub.forget()
    targets = []
    yield targets
    lab.hub.settle()
    targets += [each["target"] for each in lab.hub.requests() if each["target"].startswith("/api/")]


WORKLOADS = [
    Workload("cold-sequential", "dd with an empty cache, loopback as fast as it goes",
             "slower of curl and warm", "MB/s", cold_sequential, at_least=0.75, limits={"cpu s/GiB": 2.5}),
    Workload("cold-shaped", "the same at 12 MB/s for each connection, 50 ms to the first byte", "aria2c -x16", "MB/s",
             cold_shaped, at_least=0.97),
    Workload("header", "the first 128 KiB of a never-seen 8 GB file, 50 ms", "curl -r, same look-ups", "s",
             header, at_most=1.2, limits={"moved MiB": 2}),
]
