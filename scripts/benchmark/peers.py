"""Workloads of one machine that reads what others have: how fast, and what if one of them goes silent."""

import contextlib
import json
import os
import signal
import subprocess
import sys

from commands import Failed, alarm, group, output, run
from lab import GIB, MIB, in_turns, random_file, rate
from machines import FILE, Machines, await_offers, network_with_hub, peers, read_at_once, require_room
from references import TLS_SUITE, openssl
from results import Round, Workload
from warm import dd

AGAIN = "again.safetensors"  # as long as the other file
PEER_LINK = 50_000_000  # bytes a second of each peer, in each direction
FAR_HUB = 12_500_000  # of a hub beside a fast peer: 100 Mb/s
UPSTREAM = 5_000_000  # of the hub beside the shaped peers
STOP_AT = 0.3

# Prints when each MiB had come, on the clock that this program has too; tells when so many of them had.
READ_IN_ORDER = """
import sys, time
times = [time.monotonic()]
with open(sys.argv[1], "rb", buffering=0) as file:
    while file.read(1 << 20):
        times.append(time.monotonic())
        if len(times) == int(sys.argv[2]):
            print("there", flush=True)
print(*times)
"""


def peer_tls(lab):
    """Reads two files, one after the other: what serves and fetches the first was never run before."""
    size = (16 if lab.quick else 1024) * MIB
    require_room(lab, 6 * size)
    folder = lab.work / "peer-tls"
    for name in (FILE, AGAIN):
        random_file(folder / name, size)
    yield
    core = aes_gcm_rate()
    with network_with_hub(lab, folder) as (network, hub):
        for number in range(lab.rounds):
            with contextlib.closing(Machines(lab, network, hub)) as machines:
                hub.line()
                sender, reader = machines.join(), machines.join()
                giver = machines.mounts[0]
                for name in (FILE, AGAIN):
                    run("cmp", giver.path(name), folder / name)
                machines.await_acquainted()
                await_offers(machines.mounts[1], 2 * size)
                hub.line(total_rate=FAR_HUB)
                results = in_turns(number, ours=lambda: from_peer(machines, folder, size),
                                   openssl=lambda: openssl(folder / FILE, sender, reader))
            mb_per_s, figures = results["ours"]
            seconds, cpu = results["openssl"]
            yield Round(mb_per_s, rate(size, seconds),
                        {**figures, "openssl, cpu s/GiB": cpu / size * GIB, "AES of a core, MB/s": core})


def from_peer(machines, folder, size):
    """Reads cold what the first machine has, by the second; returns the rate and what it cost."""
    hub, (giver, reader) = machines.hub, machines.mounts
    hub.settle()
    hub.forget()
    before = giver.cpu_seconds(), reader.cpu_seconds()
    mb_per_s = dd(reader.path(FILE), "4M")
    spent = giver.cpu_seconds() - before[0], reader.cpu_seconds() - before[1]
    again = dd(reader.path(AGAIN), "4M")
    for name in (FILE, AGAIN):
        run("cmp", reader.path(name), folder / name)
    hub.settle()
    return mb_per_s, {
        "second file, MB/s": again, "hub, sent / size": hub.content_sent() / (2 * size),
        "sender, cpu s/GiB": spent[0] / size * GIB, "reader, cpu s/GiB": spent[1] / size * GIB,
        "peak MB": max(giver.peak_memory(), reader.peak_memory()) / 1e6}


def aes_gcm_rate():
    """MB/s that openssl encrypts on one core, in pieces as large as those of TLS."""
    line = output("openssl", "speed", "-mr", "-seconds", 1, "-bytes", 16384, "-evp", "aes-128-gcm").splitlines()[-1]
    return float(line.split(":")[-1]) / 1e6


def three_sources(lab):
    size = (24 if lab.quick else 2048) * MIB
    require_room(lab, 4 * size)
    folder = lab.work / "three-sources"
    random_file(folder / FILE, size)
    digest = output("sha256sum", folder / FILE).split()[0]
    yield
    with network_with_hub(lab, folder) as (network, hub):
        for _ in range(lab.rounds):
            with contextlib.closing(Machines(lab, network, hub)) as machines:
                hub.line()
                for _ in range(2):
                    machines.join(PEER_LINK)
                machines.await_acquainted()
                read_at_once(hub, machines.mounts, digest)
                machines.join()
                machines.await_acquainted()
                await_offers(machines.mounts[2], size)
                hub.settle()
                hub.forget()
                hub.line(total_rate=UPSTREAM)
                yield one_goes_silent(machines, size, digest)


def one_goes_silent(machines, size, digest):
    """Has the third machine read what the first two and the hub send, and stops the second on the way."""
    stopped, reader = machines.mounts[1:]
    cpu = reader.cpu_seconds()
    with contextlib.ExitStack() as undo:
        def stop():
            # It must go on, or it would not end when it is asked to.
            undo.callback(os.kill, stopped.daemon, signal.SIGCONT)
            os.kill(stopped.daemon, signal.SIGSTOP)

        times = read_in_order(reader.path(FILE), round(size / MIB * STOP_AT), stop)
        spent = reader.cpu_seconds() - cpu
        machines.hub.settle()
        from_hub, from_peers = machines.hub.content_sent(), received_from_peers(reader)
    if output("sha256sum", reader.path(FILE)).split()[0] != digest:
        raise ValueError("what was read while a peer went silent is not what the hub has")
    at_stop = round(len(times) * STOP_AT)
    before, after = times[:at_stop], times[at_stop - 1:]
    waits = [end - begin for begin, end in zip(times, times[1:])]
    return Round(rate((len(after) - 1) * MIB, after[-1] - after[0]), (PEER_LINK + UPSTREAM) / 1e6, {
        "longest wait, s": max(waits), "fetched twice": (from_hub + from_peers - size) / size,
        "before, MB/s": rate((len(before) - 1) * MIB, before[-1] - before[0]),
        "hub MB": from_hub / 1e6, "reader, cpu s/GiB": spent / size * GIB, "peak MB": reader.peak_memory() / 1e6})


def received_from_peers(mount):
    return sum(peer["bytesReceived"] for peer in peers(mount))


def read_in_order(path, pieces, then):
    """Reads a file by MiB; calls when so many have come; returns when each had, from the beginning on."""
    with group([sys.executable, "-c", READ_IN_ORDER, path, pieces], stdout=subprocess.PIPE, text=True,
               stdin=subprocess.DEVNULL) as process, alarm(f"{path} was not read to its end"):
        if process.stdout.readline():
            then()
        times = process.stdout.readline().split()
        if process.wait() != 0:
            raise Failed(f"reading {path} failed")
    process.stdout.close()
    return [float(each) for each in times]


WORKLOADS = [
    Workload("peer-tls", "dd of a file that a peer has in memory, cold, as fast as the link goes",
             f"openssl s_server and s_client, {TLS_SUITE}", "MB/s", peer_tls, at_least=0.6),
    Workload("three-sources", "a file read in order from two peers, 50 MB/s each, and the hub, 5 MB/s;"
             " after 30 % one peer goes silent: the rate from then on", "the line that is left", "MB/s", three_sources,
             at_least=0.9, limits={"longest wait, s": 2, "fetched twice": 0.05}),
]
