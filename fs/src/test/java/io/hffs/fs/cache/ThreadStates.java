package io.hffs.fs.cache;

/** Looks at threads by name. */
final class ThreadStates {

  private ThreadStates() {}

  static boolean isParked(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(
            thread ->
                thread.getName().equals(name)
                    && (thread.getState() == Thread.State.TIMED_WAITING
                        || thread.getState() == Thread.State.WAITING));
  }
}
