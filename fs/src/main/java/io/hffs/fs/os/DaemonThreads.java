package io.hffs.fs.os;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes named threads that do not keep the process alive. The factories are thread-safe. */
public final class DaemonThreads {

  private DaemonThreads() {}

  /** Names all the same. */
  public static ThreadFactory named(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Names them by a prefix and 1, 2 and so on. */
  public static ThreadFactory numbered(String prefix) {
    AtomicInteger number = new AtomicInteger();
    return task -> named(prefix + number.incrementAndGet()).newThread(task);
  }
}
