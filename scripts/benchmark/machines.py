"""Machines on one network, each with a daemon, a cache and a mount of its own."""

import contextlib
import json
import os
import shutil
import time

from commands import Failed, output
from hub import REPO, Hub
from lab import GIB
from mount import Mount, mounted_below
from namespaces import Network, missing
from results import Skipped

FILE = "model.safetensors"
ACQUAINTED_S = 60
DIGEST_AT_ONCE = 'for file; do sha256sum <"$file" & all="$all $!"; done; \
    for one in $all; do wait "$one" || exit 1; done'


def require_room(lab, size):
    """Skips the workload where there can be no networks, or less than so many bytes and one GiB."""
    trouble = missing()
    if trouble:
        raise Skipped(trouble)
    free = shutil.disk_usage(lab.work).free
    if free < size + GIB:
        raise Skipped(f"the file and the caches take {size / GIB:.1f} GiB, {free / GIB:.1f} are free")


@contextlib.contextmanager
def network_with_hub(lab, folder):
    """Gives a network, and a hub that serves a folder on it."""
    with contextlib.closing(Network()) as network, contextlib.closing(
            Hub(lab.java, lab.jars, {REPO: folder}, lab.work / "network-hub.log", network.address)) as hub:
        yield network, hub


class Machines:
    """Machines that share with each other, with empty caches; closing takes them away."""

    def __init__(self, lab, network, hub):
        self.lab, self.network, self.hub = lab, network, hub
        self.work = lab.work / "machines"
        self.undo = contextlib.ExitStack()
        self.mounts = []
        self.first = None

    def join(self, link=None):
        """Adds one that knows the names of the hub's files, and pairs with the first; returns its network.

        link: its bytes a second, in each direction; as many as there can be unless given.
        """
        namespace = self.network.add(link)
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
        return namespace

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
    return sum(peer["state"] == "active" for peer in peers(mount))


def peers(mount):
    return json.loads(mount.hffs("peer", "ls", "--json"))


def await_offers(mount, size):
    """Waits until a machine knows of so many bytes at each of its peers."""
    deadline = time.monotonic() + ACQUAINTED_S
    while (least := min(peer["heldBytes"] for peer in peers(mount))) < size:
        if time.monotonic() > deadline:
            raise Failed(f"{mount.place}: a peer offers {least} of {size} bytes after {ACQUAINTED_S} s")
        time.sleep(0.2)


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
