package io.hffs.fs.fuse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A look at a file system that may never answer. It gets a thread of its own, because it cannot be
 * called back: the thread stays behind, in the kernel, until the other side answers or goes.
 */
final class BoundedCall {

  private BoundedCall() {}

  /**
   * Runs it for at most {@code timeout}.
   *
   * @throws TimeoutException when it took longer; it goes on
   * @throws IOException what it threw
   */
  static <T> T run(String name, Duration timeout, Callable<T> look)
      throws IOException, TimeoutException {
    FutureTask<T> task = new FutureTask<>(look);
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw asIoException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(name + " was interrupted", e);
    }
  }

  private static IOException asIoException(ExecutionException e) {
    Throwable cause = e.getCause();
    if (cause instanceof IOException io) {
      return io;
    }
    if (cause instanceof UncheckedIOException io) {
      return new IOException(io.getMessage(), io);
    }
    return new IOException(cause == null ? e : cause);
  }
}
