"""Workloads on bytes that are here: in our cache, or in the kernel's pages."""

import contextlib
import json

from commands import output, run
from lab import MIB, drop_pages, in_turns, rate
from references import passthrough, rclone
from results import Round, Workload

BIG = "big.bin"
RANDOM_BYTES = 100 * MIB  # that each of two jobs reads


def big(lab):
    return lab.file(BIG, (256 if lab.quick else 2048) * MIB)


def dd(path, block="1M"):
    """Reads a file from start to end; returns MB/s."""
    return rate(path.stat().st_size, run("dd", f"if={path}", "of=/dev/null", f"bs={block}", "status=none"))


def warm_up(lab):
    """Brings the file into the cache of hffs whole, checked, and the cache file into memory."""
    lab.hub.line()
    lab.mount.up()
    lab.check(BIG)
    lab.mount.hffs("cache", "verify")
    for blob in (lab.mount.cache / "blobs").glob("*/*"):
        run("cat", blob)


def references(lab, mounts):
    """Shows the file by the references; rclone has it in its cache, too."""
    places = {"c": mounts.enter_context(passthrough(lab)),
              "plain c": mounts.enter_context(passthrough(lab, tuned=False)),
              "rclone": mounts.enter_context(rclone(lab))}
    run("cmp", places["rclone"] / BIG, big(lab))
    return places


def sequential(path):
    """Reads twice and times the second: the memory of the first may have to come from the host."""
    for _ in range(2):
        drop_pages(path)
        last = dd(path)
    return last


def warm_sequential(lab):
    size = big(lab).stat().st_size
    yield
    warm_up(lab)
    with contextlib.ExitStack() as mounts:
        places = references(lab, mounts)

        def ours():
            with lab.measured(size) as figures:
                figures["MB/s"] = sequential(lab.mount.path(BIG))
            return figures

        for number in range(lab.rounds):
            all_of_them = in_turns(number, ours=ours, **{
                name: lambda place=place: sequential(place / BIG) for name, place in places.items()})
            yield warm_round(all_of_them)


def warm_round(results, rate_name="MB/s"):
    """Makes a round of our figures and the rates of "c" and others, which are shown."""
    figures, c = results.pop("ours"), results.pop("c")
    ours = figures.pop(rate_name)
    figures.pop("bytes at the end", None)
    return Round(ours, c, {**figures, **{name: value for name, value in results.items()}})


def random_reads(path):
    drop_pages(path)
    report = json.loads(output(
        "fio", "--name=random", f"--filename={path}", "--rw=randread", "--bs=4k", "--numjobs=2",
        f"--size={path.stat().st_size}", f"--io_size={RANDOM_BYTES}", "--ioengine=psync", "--group_reporting",
        "--invalidate=1", "--readonly", "--output-format=json"))
    return report["jobs"][0]["read"]["iops"]


def warm_random(lab):
    big(lab)
    yield
    warm_up(lab)

    def ours():
        with lab.measured(2 * RANDOM_BYTES) as figures:
            figures["reads/s"] = random_reads(lab.mount.path(BIG))
        return figures

    with contextlib.ExitStack() as mounts:
        places = references(lab, mounts)
        for number in range(lab.rounds):
            yield warm_round(in_turns(number, ours=ours, **{
                name: lambda place=place: random_reads(place / BIG) for name, place in places.items()}), "reads/s")


def kept(path):
    """Brings a file into the kernel's pages anew.

    One mount was read at 8, 11 and 15 GB/s after three fills, and the first pass over a fill takes up to
    twice as long as the next: so each round gets new pages, and uses them once.
    """
    drop_pages(path)
    for _ in range(2):
        dd(path)


def hot(lab):
    size = big(lab).stat().st_size
    yield
    warm_up(lab)

    def again(path):
        kept(path)
        return dd(path)

    def ours():
        kept(lab.mount.path(BIG))
        with lab.measured(size) as figures:
            figures["MB/s"] = dd(lab.mount.path(BIG))
        return figures

    with passthrough(lab) as c, rclone(lab) as r:
        for number in range(lab.rounds):
            results = in_turns(number, ours=ours, disk=lambda: again(big(lab)), passthrough=lambda: again(c / BIG),
                               rclone=lambda: dd(r / BIG))
            figures = results["ours"]
            yield Round(figures["MB/s"], results["disk"], {
                "C passthrough": results["passthrough"], "rclone": results["rclone"], "requests": figures["requests"],
                "cpu s/GiB": figures["cpu s/GiB"], "peak MB": figures["peak MB"]})


WORKLOADS = [
    Workload("warm-sequential", "dd of a file in our cache, the mount's pages dropped", "C passthrough", "MB/s",
             warm_sequential, at_least=1.2),
    Workload("warm-random", "fio, 4 KiB, 2 jobs, the mount's pages dropped", "C passthrough", "reads/s",
             warm_random, at_least=1.5),
    Workload("hot", "dd again and again, pages kept across close and open", "the file on disk", "MB/s",
             hot, at_least=0.95),
]
