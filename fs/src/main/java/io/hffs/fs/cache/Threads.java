package io.hffs.fs.cache;

import java.util.concurrent.ThreadFactory;

/** Makes the named daemon threads of the cache. */
final class Threads {

  private Threads() {}

  static ThreadFactory daemons(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
