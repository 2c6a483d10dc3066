"""Workloads on many files: headers of shards, small files, names."""

import os
import struct
import sys

from commands import output, run
from lab import MIB, in_turns
from references import by_rclone, passthrough, rclone
from results import Round, Workload

READ_HEADERS = """
import struct, sys
for path in sys.argv[1:]:
    with open(path, 'rb') as file:
        file.read(struct.unpack('<Q', file.read(8))[0])
"""

FILE_BYTES = 4096
LATENCY_MS = 50  # of shard headers

OPEN_READ_CLOSE = """
import os, sys, time
paths = [os.path.join(folder, name) for folder, _, names in os.walk(sys.argv[1]) for name in names]
begin = time.monotonic()
for path in paths:
    descriptor = os.open(path, os.O_RDONLY)
    os.read(descriptor, 8192)
    os.close(descriptor)
print(len(paths) / (time.monotonic() - begin))
"""


def shards(lab):
    count = 10 if lab.quick else 100
    return [lab.shard(f"shards/model-{number:05}-of-{count:05}.safetensors", number, 64 * MIB)
            for number in range(1, count + 1)]


def header_of(path):
    with open(path, "rb") as file:
        start = file.read(8)
        return start + file.read(struct.unpack("<Q", start)[0])


def small(lab):
    """Makes a tree of files of 4 KiB, half to be read and half only to be listed."""
    folders = 10 if lab.quick else 50
    for half in ("read", "listed"):
        for folder in range(folders):
            place = lab.data / half / f"{folder:03}"
            if not place.exists():
                place.mkdir(parents=True)
                for number in range(100):
                    (place / f"{number:03}.txt").write_bytes(os.urandom(FILE_BYTES))
    return folders * 100


def shard_headers(lab):
    """The reference asks for each length and then for the header, on connections that it keeps."""
    files = shards(lab)
    yield
    headers = [header_of(file) for file in files]
    shown = [lab.mount.path(f"shards/{file.name}") for file in files]

    def read(folder):
        os.listdir(folder)
        return run(sys.executable, "-c", READ_HEADERS, *(folder / file.name for file in files))

    def ours():
        lab.mount.cold()
        os.listdir(lab.mount.path("shards"))
        with lab.measured(sum(map(len, headers))) as figures:
            seconds = read(lab.mount.path("shards"))
        for path, header in zip(shown, headers):
            if header_of(path) != header:
                raise ValueError(f"wrong bytes in {path}")
        return seconds, figures

    wanted = lab.work / "headers"
    wanted.write_text("next\n".join(
        f'url = "{lab.hub.url(f"shards/{file.name}")}"\nrange = "{part}"\noutput = "/dev/null"\n'
        'fail\nlocation\nsilent\nshow-error\n'
        for file, header in zip(files, headers) for part in ("0-7", f"8-{len(header) - 1}")))

    for number in range(lab.rounds):
        lab.hub.line(latency_ms=LATENCY_MS)
        results = in_turns(number, ours=ours, reference=lambda: run("curl", "-K", wanted),
                           rclone=lambda: by_rclone(lab, lambda place: read(place / "shards")))
        seconds, figures = results["ours"]
        figures.pop("bytes at the end")
        yield Round(seconds, results["reference"], {
            **figures, "MiB for each": figures["moved MiB"] / len(files), "rclone": results["rclone"],
            "two round trips each, s": 2 * LATENCY_MS / 1000 * len(files)})


def small_cold(lab):
    count = small(lab)
    yield
    wanted = lab.work / "urls"
    with open(wanted, "w") as urls:
        for path in sorted((lab.data / "read").rglob("*.txt")):
            urls.write(f'url = "{lab.hub.url(path.relative_to(lab.data))}"\noutput = "/dev/null"\n')

    def read(folder):
        return count / run("sh", "-c", 'find "$1" -type f -print0 | xargs -0 -P8 -n64 cat', "sh", folder)

    def ours():
        lab.mount.cold()
        os.listdir(lab.mount.path("read"))
        with lab.measured(count * FILE_BYTES) as figures:
            files_a_second = read(lab.mount.path("read"))
        lab.check("read")
        return files_a_second, figures

    for number in range(lab.rounds):
        lab.hub.line(latency_ms=10)
        results = in_turns(number, ours=ours, reference=lambda: count / run(
            "curl", "-sSfL", "-Z", "--parallel-max", 32, "-K", wanted),
            rclone=lambda: by_rclone(lab, lambda place: read(place / "read")))
        files_a_second, figures = results["ours"]
        figures.pop("bytes at the end")
        yield Round(files_a_second, results["reference"], {**figures, "rclone": results["rclone"]})


def opens(folder):
    return float(output(sys.executable, "-c", OPEN_READ_CLOSE, folder))


def small_hot(lab):
    count = small(lab)
    yield
    lab.hub.line()
    lab.mount.up()
    lab.check("read")

    def ours():
        with lab.measured(count * FILE_BYTES) as figures:
            figures["files/s"] = opens(lab.mount.path("read"))
        return figures

    with passthrough(lab) as c, passthrough(lab, no_open=True) as no_open, rclone(lab) as r:
        for place in (c, no_open, r):
            opens(place / "read")
        for number in range(lab.rounds):
            results = in_turns(number, ours=ours, c=lambda: opens(c / "read"), no_open=lambda: opens(no_open / "read"),
                               disk=lambda: opens(lab.data / "read"), rclone=lambda: opens(r / "read"))
            figures = results["ours"]
            yield Round(figures["files/s"], results["c"], {
                "C without open": results["no_open"], "disk": results["disk"], "rclone": results["rclone"], "requests": figures["requests"],
                "cpu s": figures["cpu s"], "peak MB": figures["peak MB"]})


def list_all(place):
    return run("sh", "-c", 'find "$1" | wc -l; ls -lR "$1"', "sh", place)


def names(again):
    """Lists all names: a first time, after hffs has the tree from the hub, or another time."""
    def rounds(lab):
        count = 2 * small(lab)
        yield

        def ours():
            lab.mount.cold()
            os.listdir(lab.mount.path())
            if again:
                list_all(lab.mount.path())
            with lab.measured(1) as figures:
                seconds = list_all(lab.mount.path())
            shown = set(output("sh", "-c", 'cd "$1" && find . -type f', "sh", lab.mount.path()).splitlines())
            there = set(output("sh", "-c", 'cd "$1" && find . -type f', "sh", lab.data).splitlines())
            if shown != there or len(shown) < count:
                raise ValueError(f"{len(shown)} files are shown, {len(there)} are there")
            return seconds, figures

        def listed(place):
            if again:
                list_all(place)
            return list_all(place)

        def by_c():
            with passthrough(lab) as c:
                return listed(c)

        for number in range(lab.rounds):
            lab.hub.line()
            results = in_turns(number, ours=ours, c=by_c, disk=lambda: list_all(lab.data),
                               rclone=lambda: by_rclone(lab, listed))
            seconds, figures = results["ours"]
            reference, other = ("disk", "c") if again else ("c", "disk")
            yield Round(seconds, results[reference], {
                other: results[other], "rclone": results["rclone"], **{name: figures[name] for name in ("requests", "cpu s", "peak MB")}})
    return rounds


WORKLOADS = [
    Workload("shard-headers", "the headers of 100 shards, one after the other, 50 ms", "curl -r, length, then header", "s",
             shard_headers, at_most=1.2, limits={"MiB for each": 1.5}),
    Workload("small-cold", "5,000 files of 4 KiB, cold, 10 ms, by 8 processes", "curl -Z --parallel-max 32", "files/s",
             small_cold, at_least=0.9),
    Workload("small-hot", "the same, hot: open, read, close", "C passthrough", "files/s", small_hot, at_least=1.2),
    Workload("names-first", "find and ls -lR over 10,000 files, the first time after the listing", "C passthrough", "s",
             names(again=False), at_most=2),
    Workload("names-again", "the same a second time", "the disk", "s", names(again=True), at_most=1.2,
             limits={"requests": 0}),
]
