package io.hffs.fs.cache;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;

/** Direct buffers of one chunk each, kept for the next user up to a limit. Thread-safe. */
final class ChunkBuffers {

  private static final int KEPT = 32;

  private final ArrayBlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(KEPT);

  /** Returns an empty buffer of {@link ChunkGrid#CHUNK_BYTES}; give it back when done. */
  ByteBuffer take() {
    ByteBuffer buffer = free.poll();
    return buffer == null ? ByteBuffer.allocateDirect(ChunkGrid.CHUNK_BYTES) : buffer.clear();
  }

  void give(ByteBuffer buffer) {
    free.offer(buffer); // One too many is left to the collector.
  }
}
