"""What the workloads run on: data, the test hub, a mount of hffs, the C passthrough, the clock."""

import contextlib
import json
import os
import pathlib
import shutil
import signal
import struct
import subprocess
import time
import urllib.request

MIB = 1 << 20
REPO = "bench/files"


class Lab:
    """Owns a working directory and all processes of one run; closing it leaves nothing behind."""

    def __init__(self, work, scripts, jars, java, quick, rounds):
        self.work = pathlib.Path(work)
        self.scripts = pathlib.Path(scripts)
        self.jars, self.java = jars, java
        self.quick, self.rounds = quick, rounds
        self.data = self.work / "data"
        self.mountpoint = self.work / "mnt"
        self.mountpoint.mkdir(parents=True)
        self.hub = None
        self.daemon = None
        self.environment = dict(os.environ, LC_ALL="C.UTF-8", HFFS_HOME=str(self.work / "cache"),
                                XDG_CONFIG_HOME=str(self.work / "config"), HF_HOME=str(self.work / "hf"))
        for name in ("HF_TOKEN", "HF_TOKEN_PATH", "HF_HUB_CACHE", "HF_HUB_OFFLINE"):
            self.environment.pop(name, None)
        settings = self.work / "config" / "hffs" / "config.json"
        settings.parent.mkdir(parents=True)
        settings.write_text('{ "daemon.port": "0", "hub.mirrors": "" }\n')
        for program in ("passthrough", "touch"):
            flags = ["-lpthread"]
            if program == "passthrough":
                flags = output("pkg-config", "--cflags", "--libs", "fuse").split()
            run("gcc", "-O2", "-o", self.work / program, self.scripts / f"benchmark/{program}.c", *flags)

    # Data.

    def file(self, name, size):
        """Returns a file of random bytes in the repository, made when it is first asked for."""
        path = self.data / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            with open("/dev/urandom", "rb") as random, open(path, "wb") as target:
                for _ in range(0, size, MIB):
                    target.write(random.read(min(MIB, size)))
        return path

    def shard(self, name, header_bytes, size):
        """Returns a safetensors file with a header of that length and one hole for its tensors."""
        path = self.data / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            tensor = {"dtype": "U8", "shape": [size], "data_offsets": [0, size]}
            header = json.dumps({"weight": tensor}).encode()
            header += b" " * (header_bytes - len(header))
            with open(path, "wb") as target:
                target.write(struct.pack("<Q", len(header)) + header)
                target.truncate(8 + len(header) + size)
        return path

    # The hub.

    def start_hub(self):
        with open(self.work / "hub.log", "wb") as log:
            self.hub = subprocess.Popen(
                [self.java, "-Xmx512m", "-cp", f"{self.jars}/*", "io.hffs.fs.testhub.TestHubMain",
                 "--folder", f"{REPO}={self.data}", "--big", f"bench/huge={8 << 30 if not self.quick else 1 << 30}"],
                stdout=subprocess.PIPE, stderr=log, start_new_session=True)
        self.endpoint = json.loads(self.hub.stdout.readline())["endpoint"]
        self.environment["HF_ENDPOINT"] = self.endpoint

    def line(self, latency_ms=0, connection_rate=0, total_rate=0):
        """Shapes what the hub sends, in bytes a second; 0 is as fast as it can."""
        self.ask("POST", "settings", {"latencyMillis": latency_ms, "totalBytesPerSecond": total_rate,
                                      "connectionBytesPerSecond": connection_rate})

    def ask(self, method, word, body=None):
        request = urllib.request.Request(f"{self.endpoint}/testhub/{word}", method=method,
                                         data=None if body is None else json.dumps(body).encode())
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read() or b"null")

    def url(self, name, repo=REPO):
        return f"{self.endpoint}/{repo}/resolve/main/{name}"

    @contextlib.contextmanager
    def counted(self):
        """Counts what the hub sends meanwhile: {"bytes": .., "requests": ..}."""
        self.ask("DELETE", "requests")
        counts = {}
        yield counts
        sent = self.ask("GET", "bytes")
        counts.update(bytes=sent["total"], requests=sent["requests"])

    # hffs.

    def hffs(self, *arguments):
        return output(self.scripts / "hffs", *arguments, env=self.environment)

    def mount(self, cold=False):
        """Mounts hffs, with an empty cache if cold; a mount that is there is used on otherwise."""
        if cold:
            self.unmount()
            shutil.rmtree(self.environment["HFFS_HOME"], ignore_errors=True)
        if self.daemon is None:
            self.hffs("mount", self.mountpoint)
            self.daemon = json.loads(self.hffs("daemon", "status", "--json"))["pid"]

    def unmount(self):
        if self.daemon is not None:
            self.hffs("umount", self.mountpoint)
            self.hffs("daemon", "stop")
            self.daemon = None

    def path(self, name="", repo=REPO):
        return self.mountpoint / repo / "main" / name

    def cpu_seconds(self):
        fields = pathlib.Path(f"/proc/{self.daemon}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def peak_memory(self):
        status = pathlib.Path(f"/proc/{self.daemon}/status").read_text()
        return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))

    # The ceiling.

    @contextlib.contextmanager
    def passthrough(self):
        """Mounts the data by the C program; gives the place. With the read-ahead that hffs asks for."""
        place = self.work / "c"
        place.mkdir(exist_ok=True)
        run(self.work / "passthrough", place, "-o",
            "ro,kernel_cache,max_background=512,congestion_threshold=96,entry_timeout=30,attr_timeout=30",
            env=dict(self.environment, SOURCE=str(self.data)))
        try:
            device = os.stat(place).st_dev
            setting = pathlib.Path(f"/sys/class/bdi/{os.major(device)}:{os.minor(device)}/read_ahead_kb")
            with contextlib.suppress(OSError):
                setting.write_text("1024")
            yield place
        finally:
            run("fusermount", "-u", place)

    def close(self):
        with contextlib.suppress(Exception):
            self.unmount()
        if self.hub is not None:
            self.hub.send_signal(signal.SIGTERM)
            self.hub.wait(20)
        shutil.rmtree(self.work, ignore_errors=True)


def run(*command, **options):
    subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL, **options)


def output(*command, **options):
    return subprocess.run([str(word) for word in command], check=True, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, **options).stdout


def timed(*command, **options):
    """Runs a command and returns its seconds."""
    begin = time.monotonic()
    run(*command, **options)
    return time.monotonic() - begin


def drop_pages(*paths):
    """Has the kernel forget the pages of these files, and of nothing else."""
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor) if os.access(path, os.W_OK) else None
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(descriptor)


def in_turns(round_number, **contenders):
    """Runs each contender once, in an order that changes with the round; returns their results."""
    names = list(contenders)
    first = round_number % len(names)
    return {name: contenders[name]() for name in names[first:] + names[:first]}
