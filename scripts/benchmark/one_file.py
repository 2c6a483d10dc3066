"""Workloads on one large file, or a few."""

import json
import os
import shutil

from lab import MIB, drop_pages, in_turns, output, run, timed
from results import Round, Workload

LINE = 120_000_000  # bytes a second, about what 1 Gb/s carries


def big(lab):
    return lab.file("big.bin", (256 if lab.quick else 2048) * MIB)


def load(lab):
    return lab.file("load.bin", (128 if lab.quick else 512) * MIB)


def rate(size, seconds):
    return size / seconds / 1e6


def dd(path, block="1M"):
    return timed("dd", f"if={path}", "of=/dev/null", f"bs={block}", "status=none")


def warm_up(lab, name):
    """Brings a file into the cache of hffs, and the cache file into memory."""
    lab.line()
    lab.mount()
    run("cmp", lab.path(name), lab.data / name)
    lab.hffs("cache", "verify")
    for blob in (lab.work / "cache" / "blobs").glob("*/*"):
        blob.read_bytes()


def sequential(lab, name, place):
    path = place / name
    drop_pages(path)
    return rate(path.stat().st_size, dd(path))


def warm_sequential(lab):
    big(lab)
    yield
    warm_up(lab, "big.bin")
    with lab.passthrough() as c:
        for number in range(lab.rounds):
            both = in_turns(number, ours=lambda: sequential(lab, "big.bin", lab.path()),
                            reference=lambda: sequential(lab, "big.bin", c))
            yield Round(both["ours"], both["reference"], memory=lab.peak_memory())


def random_reads(path):
    drop_pages(path)
    report = json.loads(output(
        "fio", "--name=random", f"--filename={path}", "--rw=randread", "--bs=4k", "--numjobs=2",
        f"--size={path.stat().st_size}", "--io_size=100m", "--ioengine=psync", "--group_reporting",
        "--invalidate=1", "--readonly", "--output-format=json"))
    return report["jobs"][0]["read"]["iops"]


def warm_random(lab):
    big(lab)
    yield
    warm_up(lab, "big.bin")
    with lab.passthrough() as c:
        for number in range(lab.rounds):
            both = in_turns(number, ours=lambda: random_reads(lab.path("big.bin")),
                            reference=lambda: random_reads(c / "big.bin"))
            yield Round(both["ours"], both["reference"])


def hot(lab):
    big(lab)
    yield
    warm_up(lab, "big.bin")
    size = big(lab).stat().st_size
    for path in (lab.path("big.bin"), big(lab)):
        dd(path)
    for number in range(lab.rounds):
        both = in_turns(number, ours=lambda: rate(size, dd(lab.path("big.bin"))),
                        reference=lambda: rate(size, dd(big(lab))))
        yield Round(both["ours"], both["reference"])


def curl(lab, name, *options):
    return timed("curl", "-sSfL", "-o", "/dev/null", *options, lab.url(name))


def cold(lab, name, read):
    """Reads through an empty cache; returns the seconds and what else the round showed."""
    lab.mount(cold=True)
    os.stat(lab.path(name))
    before = lab.cpu_seconds()
    size = (lab.data / name).stat().st_size
    with lab.counted() as sent:
        seconds = read(lab.path(name))
    return seconds, {"moved": sent["bytes"] / size, "memory": lab.peak_memory(),
                     "cpu_per_gib": (lab.cpu_seconds() - before) / size * (1 << 30)}


def cold_sequential(lab):
    big(lab)
    yield
    lab.line()
    size = big(lab).stat().st_size
    for number in range(lab.rounds):
        both = in_turns(number, curl=lambda: rate(size, curl(lab, "big.bin")),
                        cold=lambda: cold(lab, "big.bin", lambda path: dd(path, "4M")))
        seconds, shown = both["cold"]
        run("cmp", lab.path("big.bin"), big(lab))
        warm = sequential(lab, "big.bin", lab.path())
        yield Round(rate(size, seconds), min(both["curl"], warm), **shown)


def aria2(lab, name):
    target = lab.work / "aria2"
    try:
        return timed("aria2c", "-q", "-x16", "-s16", "-k1M", "--file-allocation=none", "-d", target, lab.url(name))
    finally:
        shutil.rmtree(target, ignore_errors=True)


def cold_shaped(lab):
    size = lab.file("mid.bin", (256 if lab.quick else 1024) * MIB).stat().st_size
    yield
    lab.line(latency_ms=50, connection_rate=12_000_000)
    for number in range(lab.rounds):
        both = in_turns(number, aria2=lambda: rate(size, aria2(lab, "mid.bin")),
                        cold=lambda: cold(lab, "mid.bin", lambda path: dd(path, "4M")))
        seconds, shown = both["cold"]
        yield Round(rate(size, seconds), both["aria2"], **shown)


def header(lab):
    yield
    lab.line(latency_ms=50)
    name, repo, size = "model.safetensors", "bench/huge", 128 << 10
    api = f"{lab.endpoint}/api/models/{repo}"
    commit = json.loads(output("curl", "-sSf", f"{api}/revision/main"))["sha"]
    for number in range(lab.rounds):
        lab.mount(cold=True)

        def ours():
            with lab.counted() as sent:
                seconds = timed("head", "-c", size, lab.path(name, repo))
            return seconds, sent["bytes"]

        both = in_turns(number, ours=ours, reference=lambda: timed(
            "sh", "-c", 'curl -sSf -o /dev/null "$1" -o /dev/null "$2" && curl -sSfL -r "0-$4" -o /dev/null "$3"',
            "sh", f"{api}/revision/main", f"{api}/tree/{commit}?recursive=true", lab.url(name, repo), size - 1))
        yield Round(both["ours"][0], both["reference"], shown={"MiB moved": both["ours"][1] / MIB})


def touch(lab, path, how, threads, segment, order, segments=0):
    """Runs touch.c; returns seconds, bytes and the longest wait in seconds."""
    words = output(lab.work / "touch", path, how, threads, segment, order, segments).split()
    return float(words[0]), int(words[1]), float(words[2])


def mmap_load(threads):
    def rounds(lab):
        load(lab)
        yield
        for number in range(lab.rounds):
            lab.line(latency_ms=10, total_rate=LINE)
            both = in_turns(number, curl=lambda: curl(lab, "load.bin"),
                            cold=lambda: cold(lab, "load.bin", lambda path: touch(
                                lab, path, "mmap", threads, 4 * MIB, "in-order")))
            (seconds, _, wait), shown = both["cold"]
            hot_load = touch(lab, lab.path("load.bin"), "mmap", threads, 4 * MIB, "in-order")[0]
            yield Round(seconds, both["curl"] + hot_load, **shown,
                        shown={"longest wait, s": wait, "bytes moved per byte": shown["moved"]})
    return rounds


def shared_random(lab):
    big(lab)
    yield
    lab.line(latency_ms=10, total_rate=LINE)
    for _ in range(lab.rounds):
        (seconds, useful, wait), shown = cold(lab, "big.bin", lambda path: touch(
            lab, path, "pread", 8, 4 * MIB, "random", 30 if lab.quick else 120))
        moved = shown["moved"] * big(lab).stat().st_size
        yield Round(moved / seconds / 1e6, LINE / 1e6, memory=shown["memory"],
                    shown={"bytes moved per byte": moved / useful, "longest wait, s": wait})


def sixteen_files(lab):
    names = [f"sixteen/{number:02}.bin" for number in range(16)]
    size = sum(lab.file(name, (8 if lab.quick else 64) * MIB).stat().st_size for name in names)
    yield
    lab.line(latency_ms=10, total_rate=LINE)
    for _ in range(lab.rounds):
        lab.mount(cold=True)
        os.listdir(lab.path("sixteen"))
        with lab.counted() as sent:
            seconds = timed("sh", "-c", 'for f in "$1"/*; do dd if="$f" of=/dev/null bs=1M status=none & done; wait',
                            "sh", lab.path("sixteen"))
        yield Round(rate(size, seconds), LINE / 1e6, moved=sent["bytes"] / size, memory=lab.peak_memory())


WORKLOADS = [
    Workload("warm-sequential", "dd of a file in our cache, the mount's pages dropped", "C passthrough", "MB/s",
             warm_sequential, at_least=1.2),
    Workload("warm-random", "fio, 4 KiB, 2 jobs, the mount's pages dropped", "C passthrough", "reads/s",
             warm_random, at_least=1.5),
    Workload("hot", "dd again and again, pages kept across close and open", "the file on disk", "MB/s",
             hot, at_least=0.95),
    Workload("cold-sequential", "dd with an empty cache, loopback as fast as it goes",
             "slower of curl and warm", "MB/s", cold_sequential, at_least=0.75,
             limits={"cpu s/GiB": 2.5}),
    Workload("cold-shaped", "the same at 12 MB/s for each connection, 50 ms to the first byte", "aria2c -x16", "MB/s",
             cold_shaped, at_least=0.97),
    Workload("header", "the first 128 KiB of a never-seen 8 GB file, 50 ms", "curl, same look-ups", "s",
             header, at_most=1.2, limits={"MiB moved": 2}),
    *[Workload(f"mmap-load-{threads}", f"a load by mmap, {threads} threads, 10 ms, 120 MB/s in all",
               "curl, then a hot load", "s", mmap_load(threads), at_most=1.05,
               limits={"longest wait, s": 1, "bytes moved per byte": 1.02}) for threads in (1, 4, 8)],
    Workload("shared-random", "8 threads, random 4 MiB preads on one descriptor, 10 ms, 120 MB/s in all", "the line",
             "MB/s", shared_random, at_least=0.85, limits={"bytes moved per byte": 1.3}),
    Workload("sixteen-files", "16 readers of 16 cold files, 10 ms, 120 MB/s in all", "the line", "MB/s",
             sixteen_files, at_least=0.9, limits={"peak MB": 600}),
]
