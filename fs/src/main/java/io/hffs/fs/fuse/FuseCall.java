package io.hffs.fs.fuse;

import io.hffs.fs.vfs.VfsException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The boundary of every callback, and the only place on its path that catches {@link Throwable}: an
 * exception that reached libfuse's bridge would be told to the kernel as success with the bytes
 * that happen to be there.
 *
 * <p>Logs a failure of a kind at most once a minute, and names no more than the first path.
 */
final class FuseCall {

  private static final Logger log = LoggerFactory.getLogger(FuseCall.class);
  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** The body of a callback: returns what libfuse wants, or throws. */
  @FunctionalInterface
  interface Body {
    int run() throws Exception;
  }

  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong bugs = new AtomicLong();
  private final Map<String, Long> loggedNanos = new ConcurrentHashMap<>();

  /** Runs a callback: its result, or {@code -errno} for anything thrown. */
  int run(String operation, String path, Body body) {
    long start = System.nanoTime();
    try {
      return body.run();
    } catch (Throwable e) {
      return failed(operation, path, e);
    } finally {
      long took = System.nanoTime() - start;
      if (took > SLOW_NANOS) {
        log.warn("slow: {} {} took {} ms", operation, path, took / 1_000_000);
      }
    }
  }

  private int failed(String operation, String path, Throwable e) {
    int errno = Errnos.EIO;
    try {
      failures.incrementAndGet();
      errno = Errnos.of(e);
      if (!(e instanceof VfsException)) {
        logOnce(operation, path, e, errno);
      }
    } catch (Throwable again) { // out of memory or stack while telling: the errno must still go out
      bugs.incrementAndGet();
    }
    return -errno;
  }

  private void logOnce(String operation, String path, Throwable e, int errno) {
    boolean expected = e instanceof java.io.IOException;
    if (!expected) {
      bugs.incrementAndGet();
    }
    String kind = operation + ':' + e.getClass().getName();
    long now = System.nanoTime();
    Long last = loggedNanos.get(kind);
    if (last != null && now - last < QUIET_NANOS) {
      return;
    }
    loggedNanos.put(kind, now);
    if (expected) {
      log.warn("{} {} failed (errno {}): {}", operation, path, errno, e.getMessage());
    } else {
      log.error("{} {} failed (errno {})", operation, path, errno, e);
    }
  }

  /** Returns how many callbacks threw, whatever it was. */
  long failures() {
    return failures.get();
  }

  /** Returns how many threw something that is not an {@link java.io.IOException}. */
  long bugs() {
    return bugs.get();
  }
}
