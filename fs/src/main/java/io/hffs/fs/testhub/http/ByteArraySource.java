package io.hffs.fs.testhub.http;

import java.nio.ByteBuffer;

/** The bytes of an array, which must not change any more. */
final class ByteArraySource implements ByteSource {

  private final byte[] bytes;

  ByteArraySource(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public long sizeBytes() {
    return bytes.length;
  }

  @Override
  public int read(long offset, ByteBuffer buffer) {
    int count = (int) Math.max(0, Math.min(buffer.remaining(), bytes.length - offset));
    if (count > 0) {
      buffer.put(bytes, (int) offset, count);
    }
    return count;
  }
}
