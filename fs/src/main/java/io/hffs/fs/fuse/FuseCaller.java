package io.hffs.fs.fuse;

/**
 * Which thread of which program asked for what this thread is answering now: the one that waits in
 * the kernel.
 */
public final class FuseCaller {

  private static final ThreadLocal<int[]> THREAD_ID = ThreadLocal.withInitial(() -> new int[1]);

  private FuseCaller() {}

  /**
   * Returns the Linux id of the thread that asked. Within a callback of a mount only; 0 when the
   * asker cannot be seen from here, because it runs in another container.
   */
  public static long threadId() {
    return THREAD_ID.get()[0];
  }

  static void set(int threadId) {
    THREAD_ID.get()[0] = threadId;
  }
}
