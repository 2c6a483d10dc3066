package io.hffs.daemon.peer;

import io.hffs.fs.peer.PeerProtocol;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Strangers that send a byte now and then, and paired machines that ask for much and take a byte
 * now and then. Who is cut comes again.
 */
final class SlowCallers implements AutoCloseable {

  private static final int CONNECTIONS_OF_ONE = 6;
  private static final long EVERY_MILLIS = 500;

  /** Another connection in place of one that was cut. */
  @FunctionalInterface
  private interface Way {
    Socket open() throws IOException;
  }

  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final AtomicInteger cuts = new AtomicInteger();
  private final AtomicLong rounds = new AtomicLong();
  private volatile boolean closed;

  static SlowCallers start(TestMachine machine, String digest, int senders, int takers)
      throws IOException {
    SlowCallers slow = new SlowCallers();
    List<Way> sending = new ArrayList<>();
    for (int i = 0; i < senders; i++) {
      sending.add(() -> sender(machine));
    }
    List<Way> taking = new ArrayList<>();
    TestCaller taker = TestCaller.device();
    for (int i = 0; i < takers; i++) {
      if (i % CONNECTIONS_OF_ONE == 0) {
        taker = TestCaller.device();
        machine.trust(taker.id());
      }
      TestCaller one = taker;
      taking.add(() -> taker(machine, one, digest));
    }
    slow.threads.execute(() -> slow.go(sending, socket -> socket.getOutputStream().write(1)));
    slow.threads.execute(() -> slow.go(taking, socket -> socket.getInputStream().read()));
    return slow;
  }

  /** The beginning of a handshake that does not go on. */
  private static Socket sender(TestMachine machine) throws IOException {
    Socket socket = TestCaller.plainFromElsewhere(machine.port());
    socket.getOutputStream().write(new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc});
    return socket;
  }

  private static Socket taker(TestMachine machine, TestCaller device, String digest)
      throws IOException {
    Socket socket = device.connect(machine.port());
    socket
        .getOutputStream()
        .write(
            ("GET "
                    + PeerProtocol.BLOBS
                    + digest
                    + " HTTP/1.1\r\nHost: a\r\nRange: bytes=0-16777215\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** A byte sent or taken. */
  @FunctionalInterface
  private interface Move {
    void make(Socket socket) throws IOException;
  }

  private void go(List<Way> ways, Move move) {
    Socket[] sockets = new Socket[ways.size()];
    while (!closed) {
      for (int i = 0; i < sockets.length && !closed; i++) {
        sockets[i] = moved(sockets[i], ways.get(i), move);
      }
      rounds.incrementAndGet();
      pause();
    }
    for (Socket socket : sockets) {
      close(socket);
    }
  }

  private Socket moved(Socket socket, Way way, Move move) {
    try {
      Socket now = socket == null ? way.open() : socket;
      move.make(now);
      return now;
    } catch (IOException e) {
      cuts.incrementAndGet();
      close(socket);
      return null;
    }
  }

  private static void close(Socket socket) {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException e) {
      // It is gone, which is what was wanted.
    }
  }

  private void pause() {
    try {
      closed |= threads.awaitTermination(EVERY_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  /** Waits until they have been at it for so long. */
  void awaitSettled(Duration length) throws InterruptedException {
    if (threads.awaitTermination(length.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("they gave up");
    }
  }

  /** Returns how often one of them was cut. */
  int cuts() {
    return cuts.get();
  }

  @Override
  public String toString() {
    return cuts + " cuts in " + rounds + " rounds";
  }

  @Override
  public void close() {
    closed = true;
    threads.shutdownNow();
  }
}
