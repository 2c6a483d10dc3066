"""What the workloads run on: data, the test hub, a mount of hffs, and what reading costs."""

import contextlib
import json
import os
import pathlib
import random
import shutil
import struct
import sys

from commands import Failed, run
from hub import MODEL, REPO, Hub
from mount import Mount, mounted_below

MIB = 1 << 20
GIB = 1 << 30


class Lab:
    """Owns a working directory and all processes of one run; closing it leaves nothing behind."""

    def __init__(self, work, scripts, jars, java, quick, rounds, swarm_gib):
        self.work, self.scripts = pathlib.Path(work).resolve(), pathlib.Path(scripts).resolve()
        self.jars, self.java = jars, java
        self.quick, self.rounds, self.swarm_gib = quick, rounds, swarm_gib
        self.data = self.work / "data"
        self.data.mkdir()
        self.model = self.work / "model"
        self.model.mkdir()
        self.mount = Mount(self.work, self.scripts / "hffs")
        self.hub = None

    def compiled(self, name, *flags):
        """Returns a C program of this directory, compiled when it is first asked for."""
        program = self.work / name
        if not program.exists():
            run("gcc", "-O2", "-Wall", "-Wextra", "-Wno-unused-parameter", "-o", program,
                self.scripts / "benchmark" / f"{name}.c", *flags)
        return program

    def file(self, name, size):
        """Returns a file of random bytes in the repository, made when it is first asked for."""
        path = self.data / name
        if not path.exists():
            random_file(path, size)
        return path

    def shard(self, name, number, size):
        """Returns a safetensors file with a header of 50 to 500 KB and a hole for its tensors."""
        path = self.data / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            tensors = random.Random(number).randrange(500, 5000)
            each = size // tensors
            header = json.dumps({f"model.layers.{number}.experts.{tensor}.weight": {
                "dtype": "U8", "shape": [each], "data_offsets": [tensor * each, (tensor + 1) * each]}
                for tensor in range(tensors)}).encode()
            with open(path, "wb") as target:
                target.write(struct.pack("<Q", len(header)) + header)
                target.truncate(8 + len(header) + tensors * each)
        return path

    def start_hub(self):
        """Serves the data from now on; no more may be made."""
        self.hub = Hub(self.java, self.jars, {REPO: self.data, MODEL: self.model}, self.work / "hub.log")
        self.mount.environment["HF_ENDPOINT"] = self.hub.endpoint

    @contextlib.contextmanager
    def measured(self, needed_bytes):
        """Fills in what reading through hffs costs meanwhile: from the hub, in CPU time, in memory."""
        self.hub.settle()
        self.hub.forget()
        before = self.mount.cpu_seconds()
        figures = {}
        yield figures
        figures["bytes at the end"] = self.hub.bytes_sent()
        self.hub.settle()
        cpu = self.mount.cpu_seconds() - before
        sent = self.hub.bytes_sent()
        figures.update({"moved MiB": sent / MIB, "moved / needed": sent / needed_bytes,
                        "requests": len(self.hub.requests()), "peak MB": self.mount.peak_memory() / 1e6,
                        "cpu s": cpu, "cpu s/GiB": cpu / needed_bytes * GIB})

    def check(self, name):
        """Compares a file or folder as hffs shows it with what the hub serves."""
        run("diff", "-rq", self.mount.path(name), self.data / name)

    def close(self):
        with contextlib.suppress(Failed, OSError):
            self.mount.close()
        if self.hub is not None:
            self.hub.close()
        # Only what no mount lies in: deleting must never go through one.
        mounts = mounted_below(self.work)
        if not mounts:
            shutil.rmtree(self.work, ignore_errors=True)
        if self.work.exists():
            print(f"bench: could not remove {self.work}", *mounts, file=sys.stderr)


def random_file(path, size):
    """Makes a file of random bytes, and its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "wb") as target:
        for _ in range(0, size, MIB):
            target.write(os.urandom(min(MIB, size)))


def drop_pages(*paths):
    """Has the kernel forget the pages of these files, and of nothing else."""
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(descriptor)


def in_turns(round_number, **contenders):
    """Runs each contender once, in an order that changes with the round; returns their results."""
    names = list(contenders)
    first = round_number % len(names)
    return {name: contenders[name]() for name in names[first:] + names[:first]}


def rate(size, seconds):
    """MB/s, of 10^6 bytes."""
    return size / seconds / 1e6
