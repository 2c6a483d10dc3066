package io.hffs.fs.source;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes the bytes of a fetched range, in order, as they arrive. */
@FunctionalInterface
public interface BlobSink {

  /**
   * Takes all remaining bytes of {@code bytes}, which follow those of the call before. The buffer
   * belongs to the source and is used again after the call.
   *
   * @throws IOException when the bytes are no longer wanted or cannot be kept; the source then
   *     stops and passes the exception on
   */
  void write(ByteBuffer bytes) throws IOException;
}
