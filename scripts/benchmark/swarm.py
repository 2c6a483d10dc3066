"""Workloads of machines, each with a daemon and a network of its own, that want one cold file."""

import contextlib
import os

from commands import output
from lab import GIB, MIB, in_turns, random_file
from machines import FILE, Machines, network_with_hub, read_at_once, require_room
from results import Round, Skipped, Workload

LINK = 125_000_000  # bytes a second of each machine, in each direction: 1 Gb/s
UPSTREAM = 12_500_000  # of the hub, to all of them together: 100 Mb/s


def alone(machines, digest):
    machines.join(LINK)
    return read_at_once(machines.hub, machines.mounts, digest)[0]


def together(machines, count, size, digest):
    """Times them all, then one that comes when the others have the file."""
    for _ in range(count):
        machines.join(LINK)
    machines.await_acquainted()
    before = [mount.cpu_seconds() for mount in machines.mounts]
    seconds, sent = read_at_once(machines.hub, machines.mounts, digest)
    cpu = sum(mount.cpu_seconds() for mount in machines.mounts) - sum(before)
    machines.join(LINK)
    machines.await_acquainted()
    late_seconds, late_sent = read_at_once(machines.hub, machines.mounts[-1:], digest)
    return seconds, {
        "sent / size": sent / size, "late, sent / size": late_sent / size, "late, s": late_seconds,
        "daemons, cpu s": cpu, "cpu share": cpu / (os.cpu_count() * seconds),
        "peak MB": max(mount.peak_memory() for mount in machines.mounts) / 1e6}


def swarm(count):
    def rounds(lab):
        if lab.quick and count > 2:
            raise Skipped("takes long; two show whether it runs")
        size = 16 * MIB if lab.quick else lab.swarm_gib * GIB
        require_room(lab, (count + 2) * size)
        folder = lab.work / "swarm"
        random_file(folder / FILE, size)
        digest = output("sha256sum", folder / FILE).split()[0]
        yield
        with network_with_hub(lab, folder) as (network, hub):
            hub.line(total_rate=UPSTREAM)

            def fresh(read):
                with contextlib.closing(Machines(lab, network, hub)) as machines:
                    return read(machines)

            for number in range(lab.rounds):
                results = in_turns(
                    number, alone=lambda: fresh(lambda machines: alone(machines, digest)),
                    ours=lambda: fresh(lambda machines: together(machines, count, size, digest)))
                seconds, figures = results["ours"]
                yield Round(seconds, results["alone"], figures)
    return rounds


WORKLOADS = [
    Workload(f"swarm-{count}", f"{count} machines read one cold file, the hub sends 12.5 MB/s in all; then one more",
             "one machine alone", "s", swarm(count), at_most=1.5, limits={"sent / size": 1.15, "late, sent / size": 0})
    for count in (2, 8)]
