"""Workloads of loaders: mappings, many threads on one file, many files at once; 10 ms, 120 MB/s."""

import os

from commands import output, run
from cold import read_cold
from lab import MIB, in_turns, rate
from references import by_rclone, curl
from results import Round, Workload
from warm import BIG, big

LINE = 120_000_000  # bytes a second, about what 1 Gb/s carries
LATENCY_MS = 10
SEGMENT = 4 * MIB
LOAD = "load.bin"
READERS = 16
READ_AT_ONCE = 'for file in "$1"/*; do dd if="$file" of=/dev/null bs=1M status=none & all="$all $!"; done; \
    for one in $all; do wait "$one" || exit 1; done'


def touch(lab, path, how, threads, order="in-order", segments=0, compare=None):
    """Reads by touch.c; returns seconds and the longest wait in seconds. Compares only afterwards."""
    words = output(lab.compiled("touch", "-pthread"), path, how, threads, SEGMENT, order, segments,
                   *([compare] if compare else [])).split()
    return float(words[0]), float(words[1])


def mmap_load(threads):
    def rounds(lab):
        lab.file(LOAD, (128 if lab.quick else 512) * MIB)
        yield
        for number in range(lab.rounds):
            lab.hub.line(LATENCY_MS, total_rate=LINE)
            def load(path):
                return touch(lab, path, "mmap", threads)

            results = in_turns(number, curl=lambda: curl(lab, LOAD), ours=lambda: read_cold(lab, LOAD, load),
                               rclone=lambda: by_rclone(lab, lambda place: load(place / LOAD)[0]))
            (seconds, wait), figures = results["ours"]
            hot, _ = touch(lab, lab.mount.path(LOAD), "mmap", threads, compare=lab.data / LOAD)
            yield Round(seconds, results["curl"] + hot, {
                **figures, "longest wait, s": wait, "rclone": results["rclone"]})
    return rounds


def shared_random(lab):
    """The ratio is that of the bytes moved while it read to what the line can carry."""
    big(lab)
    yield
    segments = 30 if lab.quick else 120

    def read(path, compare=None):
        return touch(lab, path, "pread", 8, "shuffled", segments, compare)

    for _ in range(lab.rounds):
        lab.hub.line(LATENCY_MS, total_rate=LINE)
        lab.mount.cold()
        os.stat(lab.mount.path(BIG))
        with lab.measured(segments * SEGMENT) as figures:
            seconds, wait = read(lab.mount.path(BIG))
        read(lab.mount.path(BIG), lab.data / BIG)
        yield Round(rate(figures.pop("bytes at the end"), seconds), LINE / 1e6, {
            **figures, "longest wait, s": wait, "s": seconds,
            "rclone, s": by_rclone(lab, lambda place: read(place / BIG)[0])})


def sixteen_files(lab):
    files = [lab.file(f"sixteen/{number:02}.bin", (8 if lab.quick else 64) * MIB) for number in range(READERS)]
    size = sum(file.stat().st_size for file in files)
    yield

    def read(folder):
        return run("sh", "-c", READ_AT_ONCE, "sh", folder)

    for _ in range(lab.rounds):
        lab.hub.line(LATENCY_MS, total_rate=LINE)
        lab.mount.cold()
        os.listdir(lab.mount.path("sixteen"))
        with lab.measured(size) as figures:
            seconds = read(lab.mount.path("sixteen"))
        figures.pop("bytes at the end")
        lab.check("sixteen")
        figures["rclone"] = rate(size, by_rclone(lab, lambda place: read(place / "sixteen")))
        yield Round(rate(size, seconds), LINE / 1e6, figures)


WORKLOADS = [
    *[Workload(f"mmap-load-{threads}", f"a load by mmap, {threads} threads", "curl, then a hot load", "s",
               mmap_load(threads), at_most=1.05, limits={"longest wait, s": 1, "moved / needed": 1.02})
      for threads in (1, 4, 8)],
    Workload("shared-random", "8 threads, random 4 MiB preads on one descriptor: bytes moved", "the line",
             "MB/s", shared_random, at_least=0.85, limits={"moved / needed": 1.3}),
    Workload("sixteen-files", "16 readers of 16 cold files", "the line", "MB/s",
             sixteen_files, at_least=0.9, limits={"peak MB": 600}),
]
