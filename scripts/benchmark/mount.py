"""A mount of hffs with a daemon, a cache and settings of its own."""

import contextlib
import os
import pathlib
import signal
import stat
import subprocess
import tempfile
import time

from commands import Failed, output
from hub import REPO

FOREIGN = ("HF_TOKEN", "HF_TOKEN_PATH", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HUB_OFFLINE",
           "TRANSFORMERS_OFFLINE", *(name for name in os.environ if name.lower().endswith("_proxy")))

MIB = 1 << 20


def put_aside(cache):
    """Takes a cache away, if there is one.

    Small files are left until the end of the run: for minutes ext4 goes through all inodes that were
    just freed whenever it makes a file, which would be counted as the next contender's.
    """
    if cache.exists():
        for file in cache.rglob("*"):
            status = file.lstat()
            if stat.S_ISREG(status.st_mode) and status.st_size > MIB:
                file.unlink()
        cache.rename(tempfile.mkdtemp(prefix="old-", dir=cache.parent))


class Mount:
    """Nothing of the user's is read, used or stopped.

    inside: the words before each command, if it is to run elsewhere.
    """

    def __init__(self, work, command, inside=()):
        self.command, self.inside = command, inside
        self.cache = work / "cache"
        self.place = work / "mnt"
        self.place.mkdir()
        self.daemon = None
        self.environment = dict(os.environ, LC_ALL="C.UTF-8", HFFS_HOME=str(self.cache), HF_HOME=str(work / "hf"),
                                XDG_CONFIG_HOME=str(work / "config"))
        for name in FOREIGN:
            self.environment.pop(name, None)
        settings = work / "config" / "hffs" / "config.json"
        settings.parent.mkdir(parents=True)
        settings.write_text('{ "daemon.port": "0", "hub.mirrors": "" }\n')

    def hffs(self, *arguments):
        return output(*self.inside, self.command, *arguments, environment=self.environment)

    def up(self):
        """Mounts, unless it is mounted."""
        if self.daemon is None:
            self.hffs("mount", self.place)
            self.daemon = self.find_daemon()
            if self.daemon is None:
                raise Failed("hffs mounted, but no daemon of this cache is found")

    def cold(self):
        """Mounts anew with an empty cache and a new daemon."""
        self.down()
        self.forget()
        self.up()

    def forget(self):
        """Takes the cache away; nothing may be mounted."""
        put_aside(self.cache)

    def down(self):
        """Ends the mount with its daemon; the cache stays."""
        if self.daemon is not None:
            self.hffs("daemon", "stop")
            self.daemon = None

    def path(self, name="", repo=REPO):
        return self.place / repo / "main" / name

    def find_daemon(self):
        """Returns the process that serves this cache, by its environment; None if there is none."""
        mark = f"HFFS_HOME={self.cache}".encode()
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if mark in (process / "environ").read_bytes().split(b"\0") and \
                        b"DaemonMain" in (process / "cmdline").read_bytes():
                    return int(process.name)
        return None

    def cpu_seconds(self):
        """User and system time of the daemon so far."""
        fields = pathlib.Path(f"/proc/{self.daemon}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def peak_memory(self):
        """The most bytes that the daemon ever had in memory."""
        status = pathlib.Path(f"/proc/{self.daemon}/status").read_text()
        return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))

    def close(self):
        """Ends the mount and the daemon however they are."""
        daemon = self.find_daemon()
        if daemon is not None:
            with contextlib.suppress(Failed):
                self.hffs("daemon", "stop")
            end(daemon)
        take_away(self.place)
        self.daemon = None


def end(process):
    """Ends a process that is not a child: asks, waits 10 s, kills."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGTERM)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            os.kill(process, 0)
            time.sleep(0.1)
        os.kill(process, signal.SIGKILL)


def take_away(place):
    """Unmounts what is left at a place, in use or dead."""
    if is_mounted(place):
        subprocess.run(["fusermount", "-uz", str(place)], check=False, stderr=subprocess.DEVNULL)


def is_mounted(place):
    return str(place) in mounts()


def mounted_below(folder):
    """Returns what is mounted in a folder."""
    return [place for place in mounts() if place.startswith(f"{folder}/")]


def mounts():
    # By the table: a mount whose process is dead or hangs must not be touched.
    with open("/proc/self/mountinfo") as table:
        return [line.split()[4] for line in table]
