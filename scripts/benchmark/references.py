"""What hffs is measured against: a passthrough in C, rclone, curl, aria2, openssl."""

import contextlib
import http.server
import os
import pathlib
import resource
import shutil
import subprocess
import threading
import time

from commands import Failed, alarm, group, output, run
from hub import HUGE, MODEL, REPO
from mount import is_mounted, put_aside, take_away

# What hffs asks of the kernel, so that the difference is the program's.
AS_HFFS = "ro,kernel_cache,max_background=512,congestion_threshold=96,entry_timeout=30,attr_timeout=30"
READ_AHEAD_KIB = "512"
TLS_PORT = 4433
TLS_SUITE = "TLS_AES_128_GCM_SHA256"


@contextlib.contextmanager
def passthrough(lab, tuned=True, no_open=False, source=None):
    """Shows the data, or another folder, through the C program; gives the place.

    tuned: with the options and the read-ahead of hffs, else with kernel_cache alone.
    no_open: answers ENOSYS to open, so that the kernel does not ask again.
    """
    place = lab.work / f"c-{'tuned' if tuned else 'plain'}{'-no-open' if no_open else ''}"
    place.mkdir(exist_ok=True)
    program = lab.compiled("passthrough", *output("pkg-config", "--cflags", "--libs", "fuse").split())
    environment = dict(os.environ, SOURCE=str(source or lab.data), **({"NO_OPEN": "1"} if no_open else {}))
    try:
        run(program, place, "-o", AS_HFFS if tuned else "ro,kernel_cache", environment=environment)
        if tuned:
            device = os.stat(place).st_dev
            setting = pathlib.Path(f"/sys/class/bdi/{os.major(device)}:{os.minor(device)}/read_ahead_kb")
            with contextlib.suppress(OSError):  # not root: hffs could not set it either
                setting.write_text(READ_AHEAD_KIB)
        yield place
    finally:
        take_away(place)


def by_rclone(lab, read, repo=REPO):
    """What read makes of a repository that rclone shows, with an empty cache."""
    with rclone(lab, repo) as place:
        return read(place)


@contextlib.contextmanager
def rclone(lab, repo=REPO):
    """Mounts a repository by rclone with an empty cache; gives the place."""
    place, cache = lab.work / "rclone", lab.work / "rclone-cache"
    place.mkdir(exist_ok=True)
    with web_pages(lab, repo) as address, open(lab.work / "rclone.log", "wb") as log:
        command = ["rclone", "mount", ":http:", place, "--http-url", address, "--config", "/dev/null", "--read-only",
                   "--vfs-cache-mode", "full", "--cache-dir", cache, "--vfs-read-ahead", "128M",
                   "--dir-cache-time", "24h", "--attr-timeout", "24h"]
        try:
            with group(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log) as process:
                await_mount(place, process)
                yield place
                take_away(place)
                process.wait(20)
        finally:
            take_away(place)
            put_aside(cache)


def await_mount(place, process):
    deadline = time.monotonic() + 20
    while not is_mounted(place):
        if process.poll() is not None or time.monotonic() > deadline:
            raise Failed("rclone did not mount")
        time.sleep(0.05)


def page_of(lab, repo, folder):
    """Lists a folder as a web page, which is all that rclone can list."""
    if repo == HUGE:
        names = ["model.safetensors"]
    else:
        place = {REPO: lab.data, MODEL: lab.model}[repo] / folder
        names = [path.name + ("/" if path.is_dir() else "") for path in sorted(place.iterdir())]
    return "".join(f'<a href="{name}">' for name in names).encode()


@contextlib.contextmanager
def web_pages(lab, repo):
    """Lists a repository as web pages that lead to the hub for its files."""

    class Answer(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            listing = self.path.endswith("/")
            page = page_of(lab, repo, self.path[1:]) if listing else b""
            self.send_response(200 if listing else 302)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(page)))
            if not listing:
                self.send_header("Location", lab.hub.url(self.path[1:], repo))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(page)

        do_HEAD = do_GET

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()


def curl(lab, name, repo=REPO, target="/dev/null"):
    """Fetches a file; returns the seconds."""
    return run("curl", "-sSfL", "-o", target, lab.hub.url(name, repo))


def aria2(lab, name):
    """Fetches a file by 16 connections; returns the seconds."""
    target = lab.work / "aria2"
    try:
        return run("aria2c", "-q", "-x16", "-s16", "-k1M", "--file-allocation=none", "--no-conf", "-d", target,
                   lab.hub.url(name))
    finally:
        shutil.rmtree(target, ignore_errors=True)


def openssl(file, server, client):
    """Sends a file by TLS from one network to nowhere in the other, a thread at each end.

    Returns the seconds, and those of CPU of both ends.
    """
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", 1,
        "-subj", "/CN=bench", "-keyout", file.parent / "tls.key", "-out", file.parent / "tls.pem")
    with served_by_tls(file, server) as ask:
        received = int(output(*client.inside(), "sh", "-c", f"{ask} | wc -c"))
    if received < file.stat().st_size:
        raise Failed(f"openssl sent {received} bytes of {file}")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with served_by_tls(file, server) as ask:
        seconds = run(*client.inside(), "sh", "-c", f"{ask} >/dev/null")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@contextlib.contextmanager
def served_by_tls(file, server):
    """Serves one request for a file; gives what makes it in a shell."""
    command = [*server.inside(), "openssl", "s_server", "-WWW", "-tls1_3", "-ciphersuites", TLS_SUITE,
               "-cert", "tls.pem", "-key", "tls.key", "-accept", f"{server.address}:{TLS_PORT}", "-naccept", 1]
    with group(command, cwd=file.parent, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
               stderr=subprocess.STDOUT) as process:
        with alarm("openssl s_server did not listen"):
            while (said := process.stdout.readline()) != b"ACCEPT\n":
                if not said:
                    raise Failed("openssl s_server ended as it started")
        yield (f"printf 'GET /{file.name} HTTP/1.0\\r\\n\\r\\n' |"
               f" openssl s_client -quiet -tls1_3 -connect {server.address}:{TLS_PORT} 2>/dev/null")
        process.communicate(timeout=20)
