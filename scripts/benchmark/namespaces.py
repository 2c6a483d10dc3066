"""Networks of machines on this one: a bridge, and namespaces connected to it at a given rate."""

import contextlib
import itertools
import os
import pathlib

from commands import Failed, output, run
from mount import end

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
MIN_BURST_BYTES = 64 << 10  # a packet as large as the kernel makes them must fit
NETWORKS = itertools.count()


def missing():
    """Says why there can be no networks here; an empty text if there can."""
    try:
        run("unshare", "--net", "--mount", "true")
    except (Failed, OSError) as trouble:
        return f"needs the right to make network namespaces, which root has ({trouble})"
    return ""


class Network:
    """A bridge with an address, on which this machine listens, and namespaces; closing ends all."""

    def __init__(self):
        # As the tests in Java call theirs: by the name scripts/test finds what was left over.
        self.name = f"hffs-{base36(os.getpid())}-{base36(next(NETWORKS))}"
        self.subnet = free_subnet()
        self.address = f"{self.subnet}.1"
        self.namespaces = itertools.count(1)
        self.undo = contextlib.ExitStack()
        run("ip", "link", "add", self.name, "type", "bridge")
        self.undo.callback(run, "ip", "link", "del", self.name)
        try:
            run("ip", "addr", "add", f"{self.address}/24", "dev", self.name)
            run("ip", "link", "set", self.name, "up")
        except BaseException:
            self.close()
            raise

    def add(self, rate=None):
        """Connects a namespace; at so many bytes a second, in each of the two directions, if given."""
        number = next(self.namespaces)
        namespace = Namespace(f"{self.name}-{base36(number)}", f"{self.subnet}.{10 + number}")
        run("ip", "netns", "add", namespace.name)
        self.undo.callback(namespace.close)
        namespace.connect(self.name)
        if rate is not None:
            namespace.limit(rate)
        return namespace

    def close(self):
        self.undo.close()


class Namespace:
    """The network of one machine. Files, processes and mounts are those of this machine."""

    def __init__(self, name, address):
        self.name, self.address = name, address

    def connect(self, bridge):
        run("ip", "link", "add", self.name, "type", "veth", "peer", "name", "eth0", "netns", self.name)
        run("ip", "link", "set", self.name, "master", bridge, "up")
        for words in (("link", "set", "lo", "up"), ("link", "set", "eth0", "up"),
                      ("addr", "add", f"{self.address}/24", "dev", "eth0"),
                      ("route", "add", "224.0.0.0/4", "dev", "eth0")):
            run("ip", "-n", self.name, *words)

    def limit(self, rate):
        """Has at most so many bytes a second pass, in each of the two directions."""
        shape = ("root", "tbf", "rate", f"{rate}bps", "burst", max(MIN_BURST_BYTES, rate // 100), "latency", "50ms")
        run("tc", "qdisc", "add", "dev", self.name, *shape)
        run("tc", "-n", self.name, "qdisc", "add", "dev", "eth0", *shape)

    def inside(self):
        """The words before a command that is to run here; unlike 'ip netns exec' it keeps its mounts visible."""
        return ("nsenter", f"--net=/run/netns/{self.name}", "--")

    def close(self):
        """Ends all that runs here, and takes the network away, unless that was done before."""
        if not pathlib.Path("/run/netns", self.name).exists():
            return
        for process in output("ip", "netns", "pids", self.name).split():
            end(int(process))
        if pathlib.Path("/sys/class/net", self.name).exists():
            run("ip", "link", "del", self.name)  # with the namespace alone it would go only later
        run("ip", "netns", "del", self.name)


def free_subnet():
    """Returns the first three numbers of addresses to which this machine has no route of its own yet."""
    for number in range(os.getpid(), os.getpid() + 20):
        subnet = f"10.{200 + number // 256 % 50}.{number % 256}"
        if not output("ip", "-4", "route", "show", "root", f"{subnet}.0/24"):
            return subnet
    raise Failed("20 networks of 10.200.0.0 to 10.249.255.255 are all in use")


def base36(number):
    return DIGITS[number] if number < 36 else base36(number // 36) + DIGITS[number % 36]
