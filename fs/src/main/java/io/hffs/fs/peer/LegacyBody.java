package io.hffs.fs.peer;

import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** The bytes that an old node sends, on their way into a file. Not thread-safe. */
final class LegacyBody {

  private static final int BUFFER_BYTES = 256 << 10;

  private final LegacyNode node;
  private final BlobRef blob;
  private final BufferedSource source;
  private final LegacyLimits limits;
  private final LegacyNode.Watch watch;
  private long windowBytes;
  private long windowNanos;

  LegacyBody(
      LegacyNode node,
      BlobRef blob,
      BufferedSource source,
      LegacyLimits limits,
      LegacyNode.Watch watch) {
    this.node = node;
    this.blob = blob;
    this.source = source;
    this.limits = limits;
    this.watch = watch;
  }

  /**
   * Writes the bytes of the blob from {@code start} on, and takes them back when there are more.
   */
  void copyTo(FileChannel file, long start) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    long offset = start;
    while (offset < blob.sizeBytes()) {
      buffer.clear().limit((int) Math.min(BUFFER_BYTES, blob.sizeBytes() - offset));
      read(buffer, offset);
      buffer.flip();
      int count = buffer.remaining();
      while (buffer.hasRemaining()) {
        offset += file.write(buffer, offset);
      }
      watch.took(count);
    }
    if (!ends()) {
      // A node that takes no ranges sent the file from its beginning, or it is another file.
      file.truncate(start);
      throw node.corrupt(blob, "more than there is");
    }
  }

  /** Reads at least one byte. */
  private void read(ByteBuffer buffer, long offset) throws SourceException {
    long before = System.nanoTime();
    int count;
    try {
      count = source.read(buffer);
    } catch (IOException e) {
      throw broken("broke off (" + PeerErrors.sentence(e) + ")", offset, e);
    }
    if (count < 0) {
      throw broken("ended", offset, null);
    }
    windowBytes += count;
    windowNanos += System.nanoTime() - before;
    if (windowNanos >= limits.window().toNanos()) {
      if (windowBytes < limits.minBytes()) {
        throw broken("became too slow", offset, null);
      }
      windowBytes = 0;
      windowNanos = 0;
    }
  }

  /** Silence instead of an end does no harm: all bytes are here. */
  private boolean ends() {
    try {
      return source.exhausted();
    } catch (IOException e) {
      return true;
    }
  }

  private SourceException broken(String how, long offset, @Nullable IOException cause) {
    return new SourceException(
        Kind.UNAVAILABLE,
        node.name() + " " + how + " at byte " + offset + " of " + blob.path(),
        cause);
  }
}
