package io.hffs.fs.source;

import io.hffs.fs.range.ByteRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives the bytes of one content, writes down what it was asked for, and fails on demand. */
public final class FakeBlobSource implements BlobSource {

  private final byte[] content;
  private final List<ByteRange> requests = new ArrayList<>();
  private @Nullable SourceException failure;
  private int bytesBeforeFailure;

  public FakeBlobSource(byte[] content) {
    this.content = content;
  }

  public FakeBlobSource failingAfter(int bytes, SourceException with) {
    failure = with;
    bytesBeforeFailure = bytes;
    return this;
  }

  public FakeBlobSource healed() {
    failure = null;
    return this;
  }

  public List<ByteRange> requests() {
    return requests;
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public void fetch(BlobRef blob, ByteRange range, BlobSink sink) throws IOException {
    requests.add(range);
    int length = (int) range.length();
    int given = failure == null ? length : Math.min(length, bytesBeforeFailure);
    if (given > 0) {
      sink.write(ByteBuffer.wrap(content, (int) range.start(), given), Provenance.ORIGIN);
    }
    if (failure != null) {
      throw failure;
    }
  }
}
