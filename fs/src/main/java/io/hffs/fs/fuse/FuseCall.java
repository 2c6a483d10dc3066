package io.hffs.fs.fuse;

import io.hffs.fs.log.LogPace;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.vfs.VfsException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The boundary of every callback, and the only place on its path that catches {@link Throwable}: an
 * exception that reached libfuse's bridge would be told to the kernel as success with the bytes
 * that happen to be there.
 *
 * <p>Logs a failure of a kind, and that a call was slow, at most once a minute, with the path of
 * one and the count of the others.
 */
final class FuseCall {

  private static final Logger log = LoggerFactory.getLogger(FuseCall.class);
  private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** The body of a callback: returns what libfuse wants, or throws. */
  @FunctionalInterface
  interface Body {
    int run() throws Exception;
  }

  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong bugs = new AtomicLong();
  private final AtomicLong told = new AtomicLong();
  private final LogPace pace;
  private final LongSupplier nanoTime;

  FuseCall() {
    this(System::nanoTime);
  }

  /** With a clock of the caller's, in nanoseconds. */
  FuseCall(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.pace = new LogPace(nanoTime);
  }

  /**
   * Runs a callback: its result, or {@code -errno} for anything thrown.
   *
   * @param path of what, for the log; asked for its text only then
   */
  int run(String operation, Object path, Body body) {
    long start = nanoTime.getAsLong();
    try {
      return body.run();
    } catch (Throwable e) {
      return failed(operation, path, e);
    } finally {
      long took = nanoTime.getAsLong() - start;
      if (took > SLOW_NANOS) {
        tellSlow(operation, path, took);
      }
    }
  }

  private void tellSlow(String operation, Object path, long tookNanos) {
    pace.next("slow " + operation)
        .ifPresent(
            more -> {
              told.incrementAndGet();
              log.warn("slow: {} {} took {} ms{}", operation, path, tookNanos / 1_000_000, more);
            });
  }

  private int failed(String operation, Object path, Throwable e) {
    int errno = Errnos.EIO;
    try {
      failures.incrementAndGet();
      errno = Errnos.of(e);
      if (!(e instanceof IOException)) {
        bugs.incrementAndGet();
      }
      if (isWorthTelling(e)) {
        tell(operation, path, e, errno);
      }
    } catch (Throwable again) { // out of memory or stack while telling: the errno must still go out
      return -errno;
    }
    return -errno;
  }

  /** A name that does not exist is an everyday answer; that the user is kept out is not. */
  private static boolean isWorthTelling(Throwable e) {
    if (e instanceof SourceException source) {
      return !source.isNotFound();
    }
    return !(e instanceof VfsException vfs)
        || vfs.reason() == VfsException.Reason.ACCESS_DENIED
        || vfs.reason() == VfsException.Reason.TIMED_OUT;
  }

  private static String kind(Throwable e) {
    if (e instanceof VfsException vfs) {
      return vfs.reason().name();
    }
    if (e instanceof SourceException source) {
      return source.kind().name();
    }
    return e.getClass().getName();
  }

  private void tell(String operation, Object path, Throwable e, int errno) {
    Optional<String> more = pace.next(operation + ' ' + kind(e));
    if (more.isEmpty()) {
      return;
    }
    told.incrementAndGet();
    if (e instanceof IOException) {
      log.warn("{} {} failed (errno {}): {}{}", operation, path, errno, e.getMessage(), more.get());
    } else {
      log.error("{} {} failed (errno {}){}", operation, path, errno, more.get(), e);
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

  /** Returns how many lines were logged; the others came too soon after one of their kind. */
  long told() {
    return told.get();
  }
}
