package io.hffs.fs.cache;

import io.hffs.fs.range.ByteRange;

/**
 * How a blob is cut into chunks: chunk {@code i} is the bytes from {@code i * chunkBytes}, and only
 * the last may be shorter.
 */
record ChunkGrid(long sizeBytes, int chunkBytes) {

  /** The grain of presence, and of a fetch for a single touch. */
  static final int CHUNK_BYTES = 1 << 20;

  ChunkGrid {
    if (!isValid(sizeBytes, chunkBytes)) {
      throw new IllegalArgumentException(sizeBytes + " bytes in chunks of " + chunkBytes);
    }
  }

  static boolean isValid(long sizeBytes, int chunkBytes) {
    return sizeBytes >= 0 && chunkBytes > 0 && sizeBytes / chunkBytes < Integer.MAX_VALUE;
  }

  static ChunkGrid of(long sizeBytes) {
    return new ChunkGrid(sizeBytes, CHUNK_BYTES);
  }

  int count() {
    return (int) ((sizeBytes + chunkBytes - 1) / chunkBytes);
  }

  boolean has(int chunk) {
    return chunk >= 0 && chunk < count();
  }

  int indexOf(long offset) {
    return (int) (offset / chunkBytes);
  }

  /** Returns the index after the last chunk that {@code range} touches. */
  int endIndexOf(ByteRange range) {
    return (int) ((range.end() + chunkBytes - 1) / chunkBytes);
  }

  ByteRange rangeOf(int chunk) {
    long start = (long) chunk * chunkBytes;
    return new ByteRange(start, Math.min(sizeBytes, start + chunkBytes));
  }

  int lengthOf(int chunk) {
    return (int) rangeOf(chunk).length();
  }

  /** Returns the whole chunks that cover {@code range}. */
  ByteRange covering(ByteRange range) {
    return range.alignedTo(chunkBytes, sizeBytes);
  }

  ByteRange whole() {
    return new ByteRange(0, sizeBytes);
  }
}
