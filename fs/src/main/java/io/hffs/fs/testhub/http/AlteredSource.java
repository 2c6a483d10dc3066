package io.hffs.fs.testhub.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.LongPredicate;

/** A source with some of its bytes inverted. */
record AlteredSource(ByteSource source, LongPredicate isFlipped) implements ByteSource {

  @Override
  public long sizeBytes() {
    return source.sizeBytes();
  }

  @Override
  public int read(long offset, ByteBuffer buffer) throws IOException {
    int start = buffer.position();
    int count = source.read(offset, buffer);
    for (int i = 0; i < count; i++) {
      if (isFlipped.test(offset + i)) {
        buffer.put(start + i, (byte) ~buffer.get(start + i));
      }
    }
    return count;
  }
}
