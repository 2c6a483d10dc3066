package io.hffs.fs.testhub;

import io.hffs.fs.testhub.http.ByteSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The bytes of a file in a test repository: what the hub serves, and the oracle to compare with.
 * Immutable and thread-safe.
 */
public interface TestContent extends ByteSource {

  /** Returns these bytes, which must not be changed any more. */
  static TestContent of(byte... bytes) {
    return new ArrayContent(bytes);
  }

  /** Returns the text in UTF-8. */
  static TestContent ofText(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the bytes of a file, served by sendfile; it must not change while it is used. */
  static TestContent ofFile(Path file) throws IOException {
    return PathContent.of(file);
  }

  /** Returns random bytes that exist nowhere: each is computed from the seed and its offset. */
  static TestContent generated(long seed, long sizeBytes) {
    return new GeneratedContent(seed, sizeBytes);
  }

  /** Returns the parts one after another, for instance a real header before generated data. */
  static TestContent joined(TestContent... parts) {
    return new JoinedContent(List.of(parts));
  }

  /** Returns the {@code length} bytes from {@code offset}, fewer where the content ends. */
  default byte[] bytes(long offset, int length) {
    ByteBuffer buffer =
        ByteBuffer.allocate((int) Math.max(0, Math.min(length, sizeBytes() - offset)));
    try {
      read(offset, buffer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return buffer.array();
  }

  /** Returns everything; only for contents that fit into an array. */
  default byte[] bytes() {
    return bytes(0, Math.toIntExact(sizeBytes()));
  }
}
