package io.hffs.fs.cache;

import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.BlobSink;
import io.hffs.fs.source.Provenance;
import io.hffs.fs.source.Share;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Takes the bytes of a gap as they come: gathers them to chunks, writes them to the file in pieces
 * of {@link #WAKE_BYTES} and wakes the readers of each piece. When the disk refuses, whole chunks
 * go to memory instead. A blob of one chunk is shown to nobody before its digest was checked.
 *
 * <p>Used by one thread.
 */
final class ChunkWriter implements BlobSink, AutoCloseable {

  static final int WAKE_BYTES = 128 << 10;
  private static final long RUN_BYTES = 4L << 20;

  private final OpenBlob blob;
  private final BlobRef place;
  private final Gap gap;
  private final CacheParts parts;
  private final ChunkGrid grid;
  private final ByteBuffer chunkBytes;
  private final boolean checkedWhole;
  private Provenance provenance = Provenance.ORIGIN; // of the chunk that is being gathered
  private long position;
  private long written;
  private boolean inMemory;

  ChunkWriter(OpenBlob blob, BlobRef place, Gap gap, CacheParts parts) {
    this.blob = blob;
    this.place = place;
    this.gap = gap;
    this.parts = parts;
    this.grid = blob.grid();
    this.checkedWhole = grid.count() == 1;
    this.chunkBytes = parts.buffers().take();
  }

  /**
   * Goes to where the gap has come, and takes the first part of a broken chunk back from the file.
   * Returns the offset of the first byte to fetch.
   */
  long resume() {
    position = gap.highWater();
    long chunkStart = grid.rangeOf(grid.indexOf(position)).start();
    boolean atEnd = position == gap.range().end();
    inMemory = !mayWrite();
    if (!atEnd && position > chunkStart) {
      chunkBytes.limit((int) (position - chunkStart));
      try {
        blob.store().read(chunkStart, chunkBytes);
      } catch (IOException e) {
        parts.disk().failed("reading " + blob.id(), e);
        position = chunkStart;
      }
      chunkBytes.limit(chunkBytes.capacity()).position((int) (position - chunkStart));
    }
    written = position;
    if (!atEnd && !inMemory && gap.range().end() - position >= RUN_BYTES) {
      expectRun();
    }
    return position;
  }

  /** Returns the offset after the last byte taken. */
  long position() {
    return position;
  }

  @Override
  public void write(ByteBuffer bytes, Provenance vouched) throws IOException {
    if (parts.fetches().isClosed()) {
      throw FetchPool.closedException();
    }
    if (bytes.remaining() > gap.range().end() - position) {
      throw new SourceException(
          Kind.CORRUPT, parts.source().name() + " sent more than was asked for");
    }
    parts.events().fetchedBytes.add(bytes.remaining());
    parts.pacing().received(bytes.remaining());
    while (bytes.hasRemaining()) {
      int chunk = grid.indexOf(position);
      if (vouched.isAttested()) {
        provenance = vouched; // also for what came before it in the same chunk
      }
      int count = (int) Math.min(bytes.remaining(), grid.rangeOf(chunk).end() - position);
      chunkBytes.put(bytes.slice(bytes.position(), count));
      bytes.position(bytes.position() + count);
      position += count;
      if (position == grid.rangeOf(chunk).end()) {
        endChunk(chunk);
      } else if (position - written >= WAKE_BYTES) {
        flush();
      }
    }
  }

  @Override
  public void sharedWith(Share share) {
    if (gap.priority() != FetchPriority.CRITICAL) { // somebody reads on and on, not just a header
      blob.fetches().fetchShare(share, place);
    }
  }

  @Override
  public boolean isUrgent() {
    return gap.priority() == FetchPriority.CRITICAL;
  }

  @Override
  public Duration waited() {
    return gap.waited();
  }

  @Override
  public boolean takesAttested() {
    return checkedWhole || blob.fetches().takesAttested();
  }

  /** Writes what was gathered and wakes its readers. Never throws: trouble means memory. */
  void flush() {
    if (inMemory || checkedWhole || position == written) {
      return;
    }
    if (writeThrough()) {
      gap.progress(position);
    }
  }

  @Override
  public void close() {
    parts.buffers().give(chunkBytes);
  }

  private void endChunk(int chunk) throws IOException {
    ByteBuffer whole = chunkBytes.duplicate().flip();
    if (checkedWhole && !BlobDigest.matches(blob.id(), whole)) {
      parts.events().digestMismatches.increment();
      chunkBytes.clear();
      provenance = Provenance.ORIGIN;
      position = gap.range().start();
      throw new SourceException(
          Kind.CORRUPT, "the bytes that came are not those of blob " + blob.id());
    }
    if (!inMemory && writeThrough()) {
      if (!provenance.isAttested()) {
        blob.integrity().cameFromOrigin(chunk, whole);
      }
      blob.chunkWritten(chunk, StoredBlob.checksum(whole), provenance);
      gap.present(chunk);
      if (checkedWhole) {
        blob.digestMatched();
      }
    } else {
      keepInMemory(chunk, whole);
    }
    gap.progress(position);
    chunkBytes.clear();
    provenance = Provenance.ORIGIN;
    written = position;
    inMemory = !mayWrite();
  }

  private void keepInMemory(int chunk, ByteBuffer whole) {
    byte[] copy = new byte[whole.remaining()];
    whole.get(copy);
    parts.events().passedThroughBytes.add(copy.length); // first: then readers see the chunk
    gap.keepInMemory(chunk, copy);
    parts.memory().put(blob.id(), chunk, copy, provenance);
  }

  /** Writes the bytes from {@code written} to {@code position}; false when the disk refused. */
  private boolean writeThrough() {
    int start = chunkBytes.position() - (int) (position - written);
    ByteBuffer piece = chunkBytes.duplicate().flip().position(start);
    try {
      blob.store().write(written, piece);
      written = position;
      return true;
    } catch (IOException e) {
      blob.writeFailed(e);
      inMemory = true;
      return false;
    }
  }

  private void expectRun() {
    try {
      blob.store().expectRun(position, gap.range().end() - position);
    } catch (IOException e) {
      blob.writeFailed(e);
      inMemory = true;
    }
  }

  private boolean mayWrite() {
    return parts.disk().mayWrite() && blob.store().acceptsWrites();
  }
}
