"""Workloads on many files: headers of shards, small files, names."""

import os
import time

from lab import MIB, drop_pages, in_turns, run, timed
from results import Round, Workload

READ_HEADERS = """
import struct, sys
for path in sys.argv[1:]:
    with open(path, 'rb') as file:
        file.read(struct.unpack('<Q', file.read(8))[0])
"""

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
    return [lab.shard(f"shards/model-{number:05}-of-{count:05}.safetensors", 100_000, 64 * MIB)
            for number in range(1, count + 1)]


def small(lab):
    """Makes a tree of files of 4 KiB, half to be read and half only to be listed."""
    folders = 10 if lab.quick else 50
    for half in ("read", "listed"):
        for folder in range(folders):
            place = lab.data / half / f"{folder:03}"
            if not place.exists():
                place.mkdir(parents=True)
                for number in range(100):
                    (place / f"{number:03}.txt").write_bytes(os.urandom(4096))
    return folders * 100


def shard_headers(lab):
    files = shards(lab)
    yield
    lab.line(latency_ms=50)
    for number in range(lab.rounds):
        lab.mount(cold=True)
        os.listdir(lab.path("shards"))
        urls = [lab.url(f"shards/{file.name}") for file in files]

        def ours():
            with lab.counted() as sent:
                seconds = timed("python3", "-c", READ_HEADERS, *[lab.path(f"shards/{file.name}") for file in files])
            return seconds, sent["bytes"]

        def reference():
            begin = time.monotonic()
            for url in urls:
                run("curl", "-sSfL", "-r", "0-100007", "-o", "/dev/null", url)
            return time.monotonic() - begin

        both = in_turns(number, ours=ours, reference=reference)
        yield Round(both["ours"][0], both["reference"], memory=lab.peak_memory(),
                    shown={"MiB moved for each": both["ours"][1] / len(files) / MIB})


def small_cold(lab):
    count = small(lab)
    yield
    lab.line(latency_ms=10)
    wanted = lab.work / "urls"
    with open(wanted, "w") as urls:
        for path in sorted((lab.data / "read").rglob("*.txt")):
            urls.write(f'url = "{lab.url(path.relative_to(lab.data))}"\noutput = "/dev/null"\n')
    for number in range(lab.rounds):
        lab.mount(cold=True)
        os.listdir(lab.path("read"))

        def ours():
            with lab.counted() as sent:
                seconds = timed("sh", "-c", 'find "$1" -type f -print0 | xargs -0 -P8 -n64 cat', "sh", lab.path("read"))
            return count / seconds, sent["bytes"] / count / 4096

        both = in_turns(number, ours=ours, reference=lambda: count / timed(
            "curl", "-sSfL", "-Z", "--parallel-max", 32, "-K", wanted, stderr=-3))
        run("diff", "-r", lab.path("read"), lab.data / "read")
        yield Round(both["ours"][0], both["reference"], moved=both["ours"][1], memory=lab.peak_memory())


def opens(folder):
    import subprocess
    return float(subprocess.run(["python3", "-c", OPEN_READ_CLOSE, str(folder)], check=True, text=True,
                                stdout=subprocess.PIPE).stdout)


def small_hot(lab):
    small(lab)
    yield
    lab.line()
    lab.mount()
    run("diff", "-r", lab.path("read"), lab.data / "read")
    with lab.passthrough() as c:
        opens(c / "read")
        for number in range(lab.rounds):
            three = in_turns(number, ours=lambda: opens(lab.path("read")), reference=lambda: opens(c / "read"),
                             disk=lambda: opens(lab.data / "read"))
            yield Round(three["ours"], three["reference"], shown={"of the disk": three["ours"] / three["disk"]})


def names(place):
    return timed("sh", "-c", 'find "$1" | wc -l; ls -lR "$1"', "sh", place)


def metadata(again):
    def rounds(lab):
        small(lab)
        yield
        lab.line()
        for number in range(lab.rounds):
            lab.mount(cold=True)
            os.listdir(lab.path())
            with lab.passthrough() as c, lab.counted() as sent:
                places = {"ours": lab.path(), "reference": lab.data if again else c}
                if again:
                    names(lab.path())
                both = in_turns(number, **{name: lambda place=place: names(place) for name, place in places.items()})
            yield Round(both["ours"], both["reference"], shown={"requests": sent["requests"]})
    return rounds


WORKLOADS = [
    Workload("shard-headers", "the headers of 100 shards, one after the other, 50 ms", "curl -r, two round trips each", "s",
             shard_headers, at_most=1.2, limits={"MiB moved for each": 1.5}),
    Workload("small-cold", "5,000 files of 4 KiB, cold, 10 ms, by 8 processes", "curl -Z --parallel-max 32", "files/s",
             small_cold, at_least=0.9),
    Workload("small-hot", "the same, hot: open, read, close", "C passthrough", "files/s", small_hot, at_least=1.2),
    Workload("names-first", "find and ls -lR over 10,000 files, the first time after the listing", "C passthrough", "s",
             metadata(False), at_most=2),
    Workload("names-again", "the same a second time", "the disk", "s", metadata(True), at_most=1.2,
             limits={"requests": 0}),
]
