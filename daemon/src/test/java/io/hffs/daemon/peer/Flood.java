package io.hffs.daemon.peer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.hffs.fs.peer.PeerProtocol;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;

/**
 * Paired machines that ask a thousand times a second: for nothing, for what they know, for ranges
 * that are too large, with lines that are too long. Each on a connection of its own, one request
 * after another; who is cut comes again.
 */
final class Flood implements AutoCloseable {

  private static final int MACHINES = 5;
  private static final int BATCH = 50;
  private static final int PER_SECOND = 200;

  private final ExecutorService threads = Executors.newFixedThreadPool(MACHINES);
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final long beganNanos = System.nanoTime();
  private volatile boolean closed;

  static Flood start(TestMachine machine, String digest) throws IOException {
    List<String> requests =
        List.of(
            "GET " + PeerProtocol.BLOBS + digest + " HTTP/1.1\r\nRange: bytes=0-99999999999\r\n",
            "GET " + PeerProtocol.HOLDINGS + "?run=none&since=0&wait=0 HTTP/1.1\r\n",
            "GET " + PeerProtocol.REFS + "?repo=" + "a".repeat(4_000) + " HTTP/1.1\r\n",
            "GET /none HTTP/1.1\r\n",
            "GET " + PeerProtocol.BLOBS + "0".repeat(64) + " HTTP/1.1\r\nRange: bytes=0-1\r\n");
    Flood flood = new Flood();
    for (int i = 0; i < MACHINES; i++) {
      TestCaller caller = TestCaller.device();
      machine.trust(caller.id());
      String batch = (requests.get(i) + "Host: peer\r\n\r\n").repeat(BATCH);
      flood.threads.execute(() -> flood.go(caller, machine.port(), batch.getBytes(US_ASCII)));
    }
    return flood;
  }

  private void go(TestCaller caller, int port, byte[] batch) {
    while (!closed) {
      try (SSLSocket socket = caller.connect(port)) {
        InputStream in = socket.getInputStream();
        while (!closed) {
          socket.getOutputStream().write(batch);
          asked.addAndGet(BATCH);
          for (int i = 0; i < BATCH; i++) {
            skipAnswer(in);
          }
          keepPace();
        }
      } catch (IOException e) {
        refused.incrementAndGet(); // cut
      }
    }
  }

  /** Reads one answer to its end; counts it when it is a refusal. */
  private void skipAnswer(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("cut");
      }
      head.append((char) next);
    }
    String status = head.substring(9, 12);
    if (status.equals("429") || status.equals("503") || status.equals("416")) {
      refused.incrementAndGet();
    }
    int at = head.indexOf("Content-Length: ");
    if (at >= 0) {
      int end = head.indexOf("\r\n", at);
      in.skipNBytes(Long.parseLong(head.substring(at + 16, end)));
    }
  }

  /** More would be a test of how fast the callers are. */
  private void keepPace() {
    try {
      long due = asked.get() * 1_000L / (2L * MACHINES * PER_SECOND);
      long is = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos);
      closed |= due > is && threads.awaitTermination(due - is, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  void awaitRefused(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (refused.get() < BATCH && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
  }

  int refused() {
    return refused.get();
  }

  @Override
  public String toString() {
    double seconds = (System.nanoTime() - beganNanos) / 1e9;
    return "%.0f requests a second".formatted(asked.get() / seconds);
  }

  @Override
  public void close() {
    closed = true;
    threads.shutdownNow();
  }
}
