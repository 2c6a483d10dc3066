package io.hffs.fs.source;

import io.hffs.fs.range.ByteRange;
import java.io.IOException;

/** Gives ranges of blobs. Thread-safe; many ranges of one blob may be asked for at once. */
public interface BlobSource {

  /** Returns a short name for logs and status: {@code hub}, {@code hf-mirror.com}. */
  String name();

  /**
   * Fetches exactly the bytes of {@code range} and hands them to {@code sink} in order. Returns
   * when all were taken.
   *
   * <p>Blocks while bytes flow; every wait inside has a limit (connect, first byte, stall, drip).
   * When it throws, the sink may have got a prefix of the range, and that prefix is good.
   *
   * @param range not empty, within {@code [0, blob.sizeBytes())}
   * @throws SourceException when this source cannot give them
   * @throws IOException from the sink, unchanged
   */
  void fetch(BlobRef blob, ByteRange range, BlobSink sink) throws IOException;
}
