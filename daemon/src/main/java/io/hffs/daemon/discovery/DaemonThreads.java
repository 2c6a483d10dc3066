package io.hffs.daemon.discovery;

import java.util.concurrent.ThreadFactory;

/** Makes the named daemon threads of this package. */
final class DaemonThreads {

  private DaemonThreads() {}

  static ThreadFactory named(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
