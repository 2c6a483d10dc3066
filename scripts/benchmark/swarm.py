"""Workloads of machines, each with a daemon and a network of its own, that want one cold file."""

import contextlib
import json
import os
import shutil
import time

from commands import Failed, output
from hub import REPO, Hub
from lab import GIB, MIB, in_turns, random_file
from mount import Mount, mounted_below
from namespaces import Network, missing
from results import Round, Skipped, Workload

LINK = 125_000_000  # bytes a second of each machine, in each direction: 1 Gb/s
UPSTREAM = 12_500_000  # of the hub, to all of them together: 100 Mb/s
FILE = "model.safetensors"
ACQUAINTED_S = 60
DIGEST_AT_ONCE = 'for file; do sha256sum <"$file" & all="$all $!"; done; \
    for one in $all; do wait "$one" || exit 1; done'


class Machines:
    """Machines that share with each other, with empty caches; closing takes them away."""

    def __init__(self, lab, network, hub):
        self.lab, self.network, self.hub = lab, network, hub
        self.work = lab.work / "machines"
        self.undo = contextlib.ExitStack()
        self.mounts = []
        self.first = None

    def join(self):
        """Adds one that knows the names of the hub's files, and pairs with the first."""
        namespace = self.network.add(LINK)
        self.undo.callback(namespace.close)
        place = self.work / str(len(self.mounts) + 1)
        place.mkdir(parents=True)
        mount = Mount(place, self.lab.mount.command, namespace.inside())
        mount.environment["HF_ENDPOINT"] = self.hub.endpoint
        self.undo.callback(mount.close)
        mount.up()
        if self.first is None:
            self.first = namespace.address
        else:
            token = self.mounts[0].hffs("peer", "invite", "--group").strip()
            mount.hffs("peer", "add", self.first, "--invite", token)
        self.mounts.append(mount)
        os.stat(mount.path(FILE))

    def await_acquainted(self):
        """Waits until each of them is connected with all others."""
        deadline = time.monotonic() + ACQUAINTED_S
        for mount in self.mounts:
            while (active := connected(mount)) < len(self.mounts) - 1:
                if time.monotonic() > deadline:
                    raise Failed(f"{mount.place}: {active} of {len(self.mounts) - 1} peers after {ACQUAINTED_S} s")
                time.sleep(0.2)

    def close(self):
        self.undo.close()
        # Deleting must never go through a mount.
        if not mounted_below(self.work):
            shutil.rmtree(self.work, ignore_errors=True)


def connected(mount):
    return sum(peer["state"] == "active" for peer in json.loads(mount.hffs("peer", "ls", "--json")))


def read_at_once(hub, mounts, digest):
    """Has each of them read the file; returns the seconds until the last is done, and what the hub sent."""
    hub.settle()
    hub.forget()
    begin = time.monotonic()
    lines = output("sh", "-c", DIGEST_AT_ONCE, "sh", *[mount.path(FILE) for mount in mounts]).splitlines()
    seconds = time.monotonic() - begin
    if [line.split()[0] for line in lines] != [digest] * len(mounts):
        raise ValueError(f"not all of {len(mounts)} machines read the bytes of the hub: {lines}")
    hub.settle()
    return seconds, hub.content_sent()


def alone(machines, digest):
    machines.join()
    return read_at_once(machines.hub, machines.mounts, digest)[0]


def together(machines, count, size, digest):
    """Times them all, then one that comes when the others have the file."""
    for _ in range(count):
        machines.join()
    machines.await_acquainted()
    before = [mount.cpu_seconds() for mount in machines.mounts]
    seconds, sent = read_at_once(machines.hub, machines.mounts, digest)
    cpu = sum(mount.cpu_seconds() for mount in machines.mounts) - sum(before)
    machines.join()
    machines.await_acquainted()
    late_seconds, late_sent = read_at_once(machines.hub, machines.mounts[-1:], digest)
    return seconds, {
        "sent / size": sent / size, "late, sent / size": late_sent / size, "late, s": late_seconds,
        "daemons, cpu s": cpu, "peak MB": max(mount.peak_memory() for mount in machines.mounts) / 1e6}


def swarm(count):
    def rounds(lab):
        if lab.quick and count > 2:
            raise Skipped("takes long; two show whether it runs")
        trouble = missing()
        if trouble:
            raise Skipped(trouble)
        size = 16 * MIB if lab.quick else lab.swarm_gib * GIB
        needed, free = (count + 2) * size, shutil.disk_usage(lab.work).free
        if free < needed + GIB:
            raise Skipped(f"{count + 1} caches and the file take {needed / GIB:.0f} GiB, {free / GIB:.0f} are free")
        folder = lab.work / "swarm"
        random_file(folder / FILE, size)
        digest = output("sha256sum", folder / FILE).split()[0]
        yield
        with contextlib.closing(Network()) as network, contextlib.closing(
                Hub(lab.java, lab.jars, {REPO: folder}, lab.work / "swarm-hub.log", network.address)) as hub:
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
