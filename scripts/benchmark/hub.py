"""The test hub in a process of its own: shapes the line, counts what it sends."""

import json
import signal
import subprocess
import time
import urllib.request

from commands import Failed

REPO = "bench/files"
MODEL = "bench/model"
HUGE = "hffs-demo/huge-8gb"  # one of the hub's samples; takes no space
SETTLE_S = 20
QUIET_S = 0.3
DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Hub:
    """Serves folders as repositories until it is closed."""

    def __init__(self, java, jars, folders, log, address="127.0.0.1"):
        with open(log, "wb") as errors:
            # A session of its own: Ctrl-C must not end it before what reads from it.
            self.process = subprocess.Popen(
                [java, "-Xmx512m", "-cp", f"{jars}/*", "io.hffs.fs.testhub.TestHubMain", "--bind", address,
                 *(word for repo, folder in folders.items() for word in ("--folder", f"{repo}={folder}"))],
                stdout=subprocess.PIPE, stderr=errors, stdin=subprocess.DEVNULL, start_new_session=True)
        try:
            answer = self.process.stdout.readline()
            if not answer:
                raise Failed("the hub ended as it started: " + open(log).read()[-500:])
            self.endpoint = json.loads(answer)["endpoint"]
        except BaseException:
            self.close()
            raise

    def url(self, name, repo=REPO):
        return f"{self.endpoint}/{repo}/resolve/main/{name}"

    def line(self, latency_ms=0, connection_rate=0, total_rate=0):
        """Shapes what the hub sends, in bytes a second; 0 is as fast as it can."""
        self.ask("POST", "settings", {"latencyMillis": latency_ms, "totalBytesPerSecond": total_rate,
                                      "connectionBytesPerSecond": connection_rate})

    def forget(self):
        self.ask("DELETE", "requests")

    def bytes_sent(self):
        return self.ask("GET", "bytes")["total"]

    def content_sent(self):
        """Bytes of files, without what the hub said of repositories."""
        paths = self.ask("GET", "bytes")["byPath"].items()
        return sum(sent for path, sent in paths if not path.startswith("/api/"))

    def requests(self):
        return self.ask("GET", "requests")

    def settle(self):
        """Waits until nothing was asked for a moment: what a program left behind is fetched too."""
        deadline = time.monotonic() + SETTLE_S
        before, since = None, 0
        while time.monotonic() < deadline:
            requests = self.requests()
            now = (len(requests), all(request["finished"] for request in requests))
            if now != before or not now[1]:
                before, since = now, time.monotonic()
            elif time.monotonic() - since >= QUIET_S:
                return
            time.sleep(0.05)
        raise Failed(f"requests still went to the hub {SETTLE_S} s after the reading ended")

    def ask(self, method, word, body=None):
        request = urllib.request.Request(f"{self.endpoint}/testhub/{word}", method=method,
                                         data=None if body is None else json.dumps(body).encode())
        with DIRECTLY.open(request, timeout=60) as answer:
            return json.loads(answer.read() or b"null")

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
