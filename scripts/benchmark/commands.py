"""Commands with a deadline; an error or Ctrl-C ends them with all that they started."""

import contextlib
import os
import signal
import subprocess
import tempfile
import time

DEADLINE_S = 900


class Failed(Exception):
    """A command went wrong; the message has the end of what it said."""


@contextlib.contextmanager
def group(command, **options):
    """Starts a command as a process group; what is left of the group after an error is killed."""
    process = subprocess.Popen([str(word) for word in command], start_new_session=True, **options)
    try:
        yield process
    except BaseException:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise


def output(*command, environment=None):
    """Runs a command and returns what it printed."""
    with tempfile.TemporaryFile() as said:
        complete(command, environment, said)
        said.seek(0)
        return said.read().decode(errors="replace")


def run(*command, environment=None):
    """Runs a command, its output to nowhere, and returns its seconds."""
    return complete(command, environment, subprocess.DEVNULL)


def complete(command, environment, said):
    with tempfile.TemporaryFile() as complaints:
        begin = time.monotonic()
        with group(command, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=complaints) as process:
            with alarm(f"{short(command)}: not done after {DEADLINE_S} s"):
                status = process.wait()
        seconds = time.monotonic() - begin
        if status != 0:
            raise Failed(f"{short(command)}: exit {status}: {tail(complaints)}")
        return seconds


@contextlib.contextmanager
def alarm(message):
    """Bounds a wait. Popen.wait(timeout) would do so too, but sees the end up to 50 ms late."""
    def late(*_):
        raise Failed(message)
    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(DEADLINE_S)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def short(command):
    words = " ".join(str(word) for word in command)
    return words if len(words) <= 120 else words[:117] + "..."


def tail(file):
    file.seek(0)
    lines = file.read().decode(errors="replace").strip().splitlines()
    return " / ".join(lines[-3:]) or "it said nothing"
