package io.hffs.daemon.peer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.hffs.fs.peer.PeerProtocol;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;

/**
 * Paired machines that ask a thousand times a second: for nothing, for what they know, for ranges
 * that are too large, with lines that are too long. Each on a connection of its own, one request
 * after another; who is cut comes again. The program of an {@link OtherMachine}.
 */
final class Flood {

  private static final int BATCH = 50;
  private static final int PER_SECOND = 1_000;

  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final CountDownLatch firstRefused = new CountDownLatch(1);
  private final long beganNanos = System.nanoTime();
  private volatile boolean ended;

  private Flood() {}

  /**
   * Takes the port of the machine and the digest of a file that it has. Says the ids of its
   * devices, waits for a line, says "refused" when requests were, and when told to end "done" with
   * how many it made a second and how many were refused or cut.
   */
  public static void main(String[] args) throws Exception {
    String blob = "GET " + PeerProtocol.BLOBS;
    List<String> requests =
        List.of(
            blob + args[1] + " HTTP/1.1\r\nRange: bytes=0-99999999999\r\n",
            "GET " + PeerProtocol.HOLDINGS + "?run=none&since=0&wait=0 HTTP/1.1\r\n",
            "GET " + PeerProtocol.REFS + "?repo=" + "a".repeat(4_000) + " HTTP/1.1\r\n",
            "GET /none HTTP/1.1\r\n",
            blob + "0".repeat(64) + " HTTP/1.1\r\nRange: bytes=0-1\r\n");
    List<TestCaller> devices = Stream.generate(TestCaller::device).limit(requests.size()).toList();
    System.out.println(
        devices.stream().map(d -> d.id().hex()).collect(Collectors.joining(" ", "devices ", "")));
    BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, US_ASCII));
    orders.readLine();

    Flood flood = new Flood();
    ExecutorService threads = Executors.newFixedThreadPool(devices.size());
    for (int i = 0; i < devices.size(); i++) {
      TestCaller caller = devices.get(i);
      String batch = (requests.get(i) + "Host: peer\r\n\r\n").repeat(BATCH);
      threads.execute(() -> flood.go(caller, Integer.parseInt(args[0]), batch.getBytes(US_ASCII)));
    }
    flood.firstRefused.await();
    System.out.println("refused");
    orders.readLine();
    flood.ended = true;
    threads.shutdownNow();
    double seconds = (System.nanoTime() - flood.beganNanos) / 1e9;
    System.out.printf("done %.0f %d%n", flood.asked.get() / seconds, flood.refused.get());
  }

  private void go(TestCaller caller, int port, byte[] batch) {
    while (!ended) {
      try (SSLSocket socket = caller.connect(port)) {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        while (!ended) {
          socket.getOutputStream().write(batch);
          asked.addAndGet(BATCH);
          for (int i = 0; i < BATCH; i++) {
            skipAnswer(in);
          }
          keepPace();
        }
      } catch (IOException e) {
        refused(); // cut
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void refused() {
    refused.incrementAndGet();
    firstRefused.countDown();
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
      refused();
    }
    int at = head.indexOf("Content-Length: ");
    if (at >= 0) {
      int end = head.indexOf("\r\n", at);
      in.skipNBytes(Long.parseLong(head.substring(at + 16, end)));
    }
  }

  /** More would be a test of how fast the callers are. */
  private void keepPace() throws InterruptedException {
    long due = beganNanos + asked.get() * 1_000_000_000L / PER_SECOND;
    TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
  }
}
