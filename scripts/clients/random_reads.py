"""Reads files in every way there is, step by step: random_reads.py MOUNTED EXPECTED [--runs N]
[--steps N] [--seed N] [--processes N] [--tries N].

EXPECTED is a directory with the same files on a plain disk. Each run is a process of its own, with a
seed of its own. Each step reads a part of some file by pread, seek and read, a duplicated or
inherited descriptor, mmap, after readahead, past the page cache (O_DIRECT), by sendfile, splice or
copy_file_range, and compares it with what is expected. A step that fails with EIO, ETIMEDOUT or
ESTALE is tried again, --tries times. Prints what was done; exits with 1, the seed and the steps of
the run when a byte was wrong, a read short, or a failure did not end.
"""

import argparse
import collections
import errno
import json
import mmap
import os
import random
import socket
import sys
import tempfile
import time

PASSING = {errno.EIO, errno.ETIMEDOUT, errno.ESTALE}
LONGEST_SECONDS = 32  # a read ends within 30 s
BLOCK = 4096


class Wrong(Exception):
    pass


class Unsupported(Exception):
    """What this kernel does not do with such a file; nothing was read."""


def exactly(read, length):
    """Puts together what comes in pieces through a pipe or a socket."""
    data = b""
    while len(data) < length:
        piece = read(length - len(data))
        if not piece:
            break
        data += piece
    return data


def pread(file, offset, length):
    return os.pread(file, length, offset)


def seek(file, offset, length):
    os.lseek(file, offset, os.SEEK_SET)
    return os.read(file, length)


def duplicate(file, offset, length):
    copy = os.dup(file)
    try:
        os.lseek(copy, offset, os.SEEK_SET)
        return os.read(file, length)  # they share the position
    finally:
        os.close(copy)


def forked(file, offset, length):
    """A child reads by the inherited descriptor and passes on what it got."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        status = 0
        try:
            os.close(out)
            data = os.pread(file, length, offset)
            while data:
                data = data[os.write(into, data) :]
        except OSError as failure:
            status = failure.errno
        finally:
            os._exit(status)
    os.close(into)
    try:
        data = exactly(lambda count: os.read(out, count), length)
    finally:
        os.close(out)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status:
        raise OSError(status, "in the child")
    return data


def preadv(file, offset, length):
    half = length // 2
    parts = [bytearray(half), bytearray(length - half)]
    count = os.preadv(file, parts, offset)
    return b"".join(parts)[:count]


def readahead(file, offset, length):
    os.posix_fadvise(file, offset, length, os.POSIX_FADV_WILLNEED)
    return os.pread(file, length, offset)


def forgotten(file, offset, length):
    os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
    return os.pread(file, length, offset)


def mapped(file, offset, length):
    """A page that cannot be had is SIGBUS, so a child looks: what it dies of is no step's fault."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(out)
        start = offset // mmap.ALLOCATIONGRANULARITY * mmap.ALLOCATIONGRANULARITY
        with mmap.mmap(file, offset + length - start, mmap.MAP_SHARED, mmap.PROT_READ, offset=start) as pages:
            data = pages[offset - start :]
        while data:
            data = data[os.write(into, data) :]
        os._exit(0)
    os.close(into)
    try:
        data = exactly(lambda count: os.read(out, count), length)
    finally:
        os.close(out)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status:
        raise OSError(errno.EIO, f"mmap ended with {status}")
    return data


def direct(file, offset, length):
    """Past the page cache: offset, length and memory in whole blocks."""
    past = os.open(f"/proc/self/fd/{file}", os.O_RDONLY | os.O_DIRECT)
    start = offset // BLOCK * BLOCK
    room = mmap.mmap(-1, (offset + length - start + BLOCK - 1) // BLOCK * BLOCK)
    try:
        count = os.preadv(past, [room], start)
        return room[offset - start : min(count, offset - start + length)]
    except OSError as failure:
        if failure.errno == errno.EINVAL:
            raise Unsupported from failure
        raise
    finally:
        os.close(past)
        room.close()


def sendfile(file, offset, length):
    here, there = socket.socketpair()
    with here, there:
        here.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
        count = os.sendfile(here.fileno(), file, offset, min(length, 65536))
        return exactly(there.recv, count), min(length, 65536)


def splice(file, offset, length):
    out, into = os.pipe()
    try:
        count = os.splice(file, into, min(length, 32768), offset_src=offset)
        return exactly(lambda want: os.read(out, want), count), min(length, 32768)
    finally:
        os.close(out)
        os.close(into)


def copied(file, offset, length):
    with tempfile.TemporaryFile() as target:
        try:
            count = os.copy_file_range(file, target.fileno(), length, offset)
        except OSError as failure:
            if failure.errno in (errno.EXDEV, errno.EINVAL, errno.EOPNOTSUPP, errno.ENOSYS):
                raise Unsupported from failure
            raise
        return os.pread(target.fileno(), count, 0), length


# The last three may give less, as write does; never other bytes, and never nothing inside a file.
WHOLE = [pread, seek, duplicate, forked, preadv, readahead, forgotten, mapped, direct]
PARTS = [sendfile, splice, copied]


class Run:
    def __init__(self, arguments, seed):
        self.arguments = arguments
        self.random = random.Random(seed)
        self.steps = []
        self.done = collections.Counter()
        self.files = [
            os.path.relpath(os.path.join(folder, name), arguments.expected)
            for folder, _, names in sorted(os.walk(arguments.expected))
            for name in sorted(names)
        ]

    def step(self):
        name = self.random.choice(self.files)
        way = self.random.choice(WHOLE + PARTS)
        with open(os.path.join(self.arguments.expected, name), "rb") as plain:
            size = os.fstat(plain.fileno()).st_size
            offset = self.random.randrange(size)
            length = min(size - offset, self.random.choice([1, 7, 4095, 4097, 65536, 131073, 1 << 20]))
            plain.seek(offset)
            expected = plain.read(length)
        self.steps.append(f"{way.__name__} {name} [{offset}, {offset + length})")
        for attempt in range(self.arguments.tries + 1):
            started = time.monotonic()
            try:
                self.compare(way, name, size, offset, expected)
                return
            except Unsupported:
                self.done[f"{way.__name__} not supported"] += 1
                return
            except OSError as failure:
                if failure.errno not in PASSING or attempt == self.arguments.tries:
                    raise
                self.done["passing errors"] += 1
            finally:
                seconds = time.monotonic() - started
                if seconds > LONGEST_SECONDS:
                    raise Wrong(f"{seconds:.1f} s")

    def compare(self, way, name, size, offset, expected):
        file = os.open(os.path.join(self.arguments.mounted, name), os.O_RDONLY)
        try:
            if os.fstat(file).st_size != size:
                raise Wrong(f"size {os.fstat(file).st_size}, not {size}")
            if way in PARTS:
                data, asked = way(file, offset, len(expected))
                if not data or len(data) > asked:
                    raise Wrong(f"{len(data)} bytes inside the file")
                expected = expected[: len(data)]
            else:
                data = way(file, offset, len(expected))
        finally:
            os.close(file)
        if data != expected:
            raise Wrong(f"{len(data)} of {len(expected)} bytes, equal: {data == expected[:len(data)]}")
        self.done[way.__name__] += 1


def run(arguments, seed):
    """Runs in a process of its own; returns what to say and whether all was right."""
    this = Run(arguments, seed)
    try:
        for _ in range(arguments.steps):
            this.step()
    except (Wrong, OSError) as failure:
        return f"seed {seed}: {failure!r}, steps:\n  " + "\n  ".join(this.steps), this.done, False
    return "", this.done, True


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mounted")
    parser.add_argument("expected")
    parser.add_argument("--runs", type=int, default=8)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 30))
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--tries", type=int, default=0)
    arguments = parser.parse_args()

    # Plain forks: a pool would hide which run died, and how.
    waiting, running, done, wrong = list(range(arguments.runs)), {}, collections.Counter(), False
    while waiting or running:
        while waiting and len(running) < arguments.processes:
            seed = arguments.seed + waiting.pop(0)
            said = tempfile.TemporaryFile("w+")
            child = os.fork()
            if child == 0:
                text, counts, right = run(arguments, seed)
                json.dump([text, counts, right], said)
                said.flush()
                os._exit(0)
            running[child] = (seed, said)
        child, status = os.wait()
        seed, said = running.pop(child)
        said.seek(0)
        text = said.read()
        if status or not text:
            print(f"seed {seed}: the process ended with {status}", file=sys.stderr)
            wrong = True
            continue
        failure, counts, right = json.loads(text)
        done.update(counts)
        wrong = wrong or not right
        if not right:
            print(failure, file=sys.stderr)
    print(", ".join(f"{way} {count}" for way, count in sorted(done.items())))
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
