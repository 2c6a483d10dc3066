package io.hffs.fs.testhub;

import io.hffs.fs.testhub.http.ByteSource;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Content in memory. */
record ArrayContent(ByteSource source) implements TestContent {

  ArrayContent(byte[] bytes) {
    this(ByteSource.of(bytes));
  }

  @Override
  public long sizeBytes() {
    return source.sizeBytes();
  }

  @Override
  public int read(long offset, ByteBuffer buffer) throws IOException {
    return source.read(offset, buffer);
  }
}
