"""Reads one file in many ways at once: read_patterns.py FILE [--threads N] [--seed N].

Threads read it from start to end and at random, by pread and by mmap, all at the same time. Every
read must be whole (short only at the end of the file), and every block must be the same to all.
Prints the sha256 of the file; exits with 1 and says where when a read was wrong.
"""

import argparse
import hashlib
import mmap
import os
import random
import sys
import threading

BLOCK = 256 * 1024


class Wrong(Exception):
    pass


class Checks:
    """What the threads found; the first to read a block sets what the others must see."""

    def __init__(self, path):
        self.fd = os.open(path, os.O_RDONLY)
        self.size = os.fstat(self.fd).st_size
        self.blocks = {}
        self.whole = {}
        self.failures = []
        self.lock = threading.Lock()

    def pread(self, length, offset):
        """Reads the way a program does that does not expect short reads inside a file."""
        data = os.pread(self.fd, length, offset)
        expected = max(0, min(length, self.size - offset))
        if len(data) != expected:
            raise Wrong(f"pread({length}, {offset}) gave {len(data)} bytes, not {expected}")
        return data

    def block(self, index, data):
        digest = hashlib.sha256(data).digest()
        with self.lock:
            first = self.blocks.setdefault(index, digest)
        if digest != first:
            raise Wrong(f"block {index} (offset {index * BLOCK}) is not what another thread read")

    def file(self, how, digest):
        with self.lock:
            self.whole[how] = digest

    def block_count(self):
        return (self.size + BLOCK - 1) // BLOCK


def sequential_pread(checks, _pages, rng):
    digest, offset = hashlib.sha256(), 0
    length = rng.choice([4096, 65536, 1 << 20, 4 << 20])
    while data := checks.pread(length, offset):
        digest.update(data)
        offset += len(data)
    checks.file(f"pread by {length}", digest.hexdigest())


def sequential_mmap(checks, pages, _rng):
    digest = hashlib.sha256()
    for index in range(checks.block_count()):
        data = pages[index * BLOCK : (index + 1) * BLOCK]
        checks.block(index, data)
        digest.update(data)
    checks.file("mmap", digest.hexdigest())


def random_pread(checks, _pages, rng):
    for index in rng.sample(range(checks.block_count()), checks.block_count()):
        checks.block(index, checks.pread(BLOCK, index * BLOCK))


def random_mmap(checks, pages, rng):
    for index in rng.sample(range(checks.block_count()), checks.block_count()):
        checks.block(index, pages[index * BLOCK : (index + 1) * BLOCK])


def odd_ranges(checks, pages, rng):
    """Ranges that begin and end anywhere, also across and past the end."""
    for _ in range(200):
        offset = rng.randrange(checks.size + 1)
        length = rng.choice([1, 7, 4095, 4097, 131071, 131073, 1 << 20])
        if checks.pread(length, offset) != pages[offset : offset + length]:
            raise Wrong(f"pread({length}, {offset}) differs from mmap")
    if checks.pread(4096, checks.size) or checks.pread(4096, checks.size + 1_000_000):
        raise Wrong("bytes after the end of the file")


WAYS = [sequential_pread, sequential_mmap, random_pread, random_mmap, odd_ranges]


def run(checks, pages, way, seed, start):
    try:
        start.wait(timeout=60)
        way(checks, pages, random.Random(seed))
    except (Wrong, OSError, threading.BrokenBarrierError) as failure:
        with checks.lock:
            checks.failures.append(f"{way.__name__}: {failure}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file")
    parser.add_argument("--threads", type=int, default=16)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 30))
    arguments = parser.parse_args()

    checks = Checks(arguments.file)
    # An empty file cannot be mapped; a slice of an empty bytes object is the same.
    pages = mmap.mmap(checks.fd, 0, prot=mmap.PROT_READ) if checks.size else b""
    start = threading.Barrier(arguments.threads)
    threads = [
        threading.Thread(
            target=run, args=(checks, pages, WAYS[n % len(WAYS)], arguments.seed + n, start)
        )
        for n in range(arguments.threads)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    if len(set(checks.whole.values())) > 1:
        checks.failures.append(f"the whole file differs: {checks.whole}")
    for failure in checks.failures:
        print(f"seed {arguments.seed}: {failure}", file=sys.stderr)
    if checks.failures or not checks.whole:
        raise SystemExit(1)
    print(next(iter(checks.whole.values())))


if __name__ == "__main__":
    main()
