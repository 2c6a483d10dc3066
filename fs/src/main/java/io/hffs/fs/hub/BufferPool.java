package io.hffs.fs.hub;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;

/** Direct buffers, used again and again: making one costs more than filling it. Thread-safe. */
final class BufferPool {

  static final int BUFFER_BYTES = 256 * 1024;

  private static final int MAX_IDLE = 64;

  private final ArrayBlockingQueue<ByteBuffer> idle = new ArrayBlockingQueue<>(MAX_IDLE);

  ByteBuffer take() {
    ByteBuffer buffer = idle.poll();
    return buffer == null ? ByteBuffer.allocateDirect(BUFFER_BYTES) : buffer.clear();
  }

  /** Takes a buffer back that nobody reads any more; over {@value #MAX_IDLE} are let go. */
  void giveBack(ByteBuffer buffer) {
    boolean kept = idle.offer(buffer);
    assert kept || idle.remainingCapacity() == 0;
  }
}
