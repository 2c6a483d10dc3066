package io.hffs.fs.testhub.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Bytes that can be read at any offset, by any number of threads at once. */
public interface ByteSource {

  /** Returns the bytes of an array, which must not change any more. */
  static ByteSource of(byte... bytes) {
    return new ByteArraySource(bytes);
  }

  long sizeBytes();

  /**
   * Reads the bytes from {@code offset} into the buffer until it is full or the source ends.
   *
   * @return how many bytes were read, 0 at the end
   */
  int read(long offset, ByteBuffer buffer) throws IOException;

  /**
   * Tells whether {@link #transferTo} moves bytes without a copy in this process, so that it should
   * be used instead of {@link #read}.
   */
  default boolean transfersDirectly() {
    return false;
  }

  /**
   * Sends up to {@code count} bytes from {@code offset} to a blocking channel.
   *
   * @return how many were sent; less than asked only where the source ends
   */
  default long transferTo(long offset, long count, WritableByteChannel out) throws IOException {
    throw new UnsupportedOperationException("read it");
  }
}
