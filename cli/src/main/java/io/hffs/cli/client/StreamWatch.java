package io.hffs.cli.client;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Closes a stream on which nothing came for too long; the JDK's client has no such limit once an
 * answer has begun. One thread for the life of the stream.
 */
final class StreamWatch implements AutoCloseable {

  private static final long POLL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final InputStream stream;
  private final long limitNanos;
  private final Thread thread = new Thread(this::watch, "hffs-stream-watch");
  private volatile long lastNanos = System.nanoTime();
  private volatile boolean done;

  StreamWatch(InputStream stream, Duration limit) {
    this.stream = stream;
    this.limitNanos = limit.toNanos();
    thread.setDaemon(true);
    thread.start();
  }

  /** Something came. */
  void touch() {
    lastNanos = System.nanoTime();
  }

  private void watch() {
    while (!done) {
      LockSupport.parkNanos(POLL_NANOS);
      if (!done && System.nanoTime() - lastNanos > limitNanos) {
        close();
        closeStream();
      }
    }
  }

  private void closeStream() {
    try {
      stream.close();
    } catch (IOException e) {
      return; // The reader gets its own error from the stream.
    }
  }

  @Override
  public void close() {
    done = true;
    LockSupport.unpark(thread);
  }
}
