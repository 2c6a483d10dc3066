package io.hffs.fs.testhub.http;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The first {@code lengthBytes} of a source from an offset, and after them bytes it never had. */
record ExtendedSource(ByteSource source, long start, long lengthBytes, long extraBytes)
    implements ByteSource {

  private static final byte JUNK = 'x';

  @Override
  public long sizeBytes() {
    return lengthBytes + extraBytes;
  }

  @Override
  public int read(long offset, ByteBuffer buffer) throws IOException {
    int count = (int) Math.min(buffer.remaining(), Math.max(0, sizeBytes() - offset));
    int real = (int) Math.min(count, Math.max(0, lengthBytes - offset));
    if (real > 0) {
      int limit = buffer.limit();
      buffer.limit(buffer.position() + real);
      source.read(start + offset, buffer);
      buffer.limit(limit);
    }
    for (int i = real; i < count; i++) {
      buffer.put(JUNK);
    }
    return count;
  }
}
