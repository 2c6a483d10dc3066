package io.hffs.fs.testhub;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Random bytes of any length without storage. The eight bytes from offset {@code 8 * i} are, in
 * little-endian order, {@code splitmix64(seed + i * GAMMA)}: a reader in another language needs six
 * lines to know what each byte must be.
 */
record GeneratedContent(long seed, long sizeBytes) implements TestContent {

  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  GeneratedContent {
    if (sizeBytes < 0) {
      throw new IllegalArgumentException("negative size: " + sizeBytes);
    }
  }

  @Override
  public int read(long offset, ByteBuffer buffer) {
    int count = (int) Math.max(0, Math.min(buffer.remaining(), sizeBytes - offset));
    ByteBuffer window = buffer.slice(buffer.position(), count).order(ByteOrder.LITTLE_ENDIAN);
    fill(offset, window);
    buffer.position(buffer.position() + count);
    return count;
  }

  private void fill(long offset, ByteBuffer window) {
    int count = window.remaining();
    int position = 0;
    while (position < count && ((offset + position) & 7) != 0) {
      window.put(position, byteAt(offset + position));
      position++;
    }
    long state = seed + ((offset + position) >>> 3) * GAMMA;
    for (; position <= count - Long.BYTES; position += Long.BYTES) {
      window.putLong(position, mix(state));
      state += GAMMA;
    }
    for (; position < count; position++) {
      window.put(position, byteAt(offset + position));
    }
  }

  private byte byteAt(long offset) {
    long word = mix(seed + (offset >>> 3) * GAMMA);
    return (byte) (word >>> ((offset & 7) * 8));
  }

  /** The output function of splitmix64. */
  private static long mix(long state) {
    long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
