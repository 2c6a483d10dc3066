package io.hffs.fs.cache;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for another thread's work on the local disk, with an end. */
final class Latches {

  private static final long MAX_SECONDS = 30;

  private Latches() {}

  static void await(CountDownLatch latch, String what) throws IOException {
    try {
      if (!latch.await(MAX_SECONDS, TimeUnit.SECONDS)) {
        throw new ReadTimeoutException(what + " took more than " + MAX_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted: " + what);
    }
  }
}
