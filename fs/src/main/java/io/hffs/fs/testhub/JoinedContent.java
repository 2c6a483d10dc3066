package io.hffs.fs.testhub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Contents one after another. */
record JoinedContent(List<TestContent> parts) implements TestContent {

  JoinedContent {
    parts = List.copyOf(parts);
  }

  @Override
  public long sizeBytes() {
    return parts.stream().mapToLong(TestContent::sizeBytes).sum();
  }

  @Override
  public int read(long offset, ByteBuffer buffer) throws IOException {
    int total = 0;
    long partStart = 0;
    for (TestContent part : parts) {
      long inPart = offset + total - partStart;
      if (inPart < part.sizeBytes()) {
        total += part.read(inPart, buffer);
      }
      partStart += part.sizeBytes();
    }
    return total;
  }
}
