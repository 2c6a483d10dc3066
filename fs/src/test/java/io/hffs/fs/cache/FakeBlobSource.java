package io.hffs.fs.cache;

import io.hffs.fs.range.ByteRange;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.BlobSink;
import io.hffs.fs.source.BlobSource;
import io.hffs.fs.source.Provenance;
import io.hffs.fs.source.SourceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A source that counts, waits and fails as it is told. Gives the bytes 64 KiB at a time. */
final class FakeBlobSource implements BlobSource {

  private static final int PIECE = 64 << 10;

  private record Failure(long afterBytes, IOException exception) {}

  private final Map<BlobId, byte[]> contents = new ConcurrentHashMap<>();
  private final List<ByteRange> requests = new CopyOnWriteArrayList<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final ConcurrentLinkedDeque<Failure> failures = new ConcurrentLinkedDeque<>();
  private final Map<String, SourceException> deniedPaths = new ConcurrentHashMap<>();
  private final AtomicLong sentBytes = new AtomicLong();
  private volatile Semaphore pieces = new Semaphore(Integer.MAX_VALUE);
  private volatile CountDownLatch reached = new CountDownLatch(1);
  private volatile IOException dead;
  private final Map<Integer, Integer> attestors = new ConcurrentHashMap<>();
  private final Map<Integer, byte[]> lies = new ConcurrentHashMap<>();

  FakeBlobSource(TestBlob... blobs) {
    for (TestBlob blob : blobs) {
      add(blob);
    }
  }

  void add(TestBlob blob) {
    contents.put(blob.id(), blob.content());
  }

  /** Gives other bytes for a blob from now on. */
  void replaceContent(BlobId id, byte[] content) {
    contents.put(id, content);
  }

  /** From now on this chunk comes from a paired device, if the sink takes its word. */
  void attest(int chunk, int device) {
    attestors.put(chunk, device);
  }

  /** What the device gives in place of the blob. */
  void lie(int device, byte[] content) {
    lies.put(device, content);
  }

  /** From now on no byte is given before {@link #release}. */
  FakeBlobSource holdUntilReleased() {
    pieces = new Semaphore(0);
    reached = new CountDownLatch(1);
    return this;
  }

  /** Lets so many pieces of 64 KiB through. */
  void releasePieces(int count) {
    pieces.release(count);
  }

  void release() {
    pieces.release(Integer.MAX_VALUE / 2);
  }

  /** Waits until a request has come to where it is held. */
  void awaitRequest() throws InterruptedException {
    if (!reached.await(10, TimeUnit.SECONDS)) {
      throw new AssertionError("no request in 10 s");
    }
  }

  /** The next request that is not yet told to fail fails after so many bytes. */
  void failNext(long afterBytes, IOException exception) {
    failures.add(new Failure(afterBytes, exception));
  }

  /** All requests fail at once, until null is given. */
  void failAlways(IOException exception) {
    dead = exception;
  }

  void deny(String path, SourceException exception) {
    deniedPaths.put(path, exception);
  }

  List<ByteRange> requests() {
    return new ArrayList<>(requests);
  }

  List<String> askedPaths() {
    return new ArrayList<>(asked);
  }

  long sentBytes() {
    return sentBytes.get();
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public void fetch(BlobRef blob, ByteRange range, BlobSink sink) throws IOException {
    requests.add(range);
    asked.add(blob.path().value());
    if (dead != null) {
      throw dead;
    }
    SourceException denied = deniedPaths.get(blob.path().value());
    if (denied != null) {
      throw denied;
    }
    byte[] content = contents.get(blob.id());
    Failure failure = failures.poll();
    long end =
        failure == null ? range.end() : Math.min(range.end(), range.start() + failure.afterBytes());
    ByteBuffer piece = ByteBuffer.allocate(PIECE);
    for (long at = range.start(); at < end; ) {
      awaitPiece();
      int count = (int) Math.min(PIECE, end - at);
      int device = sink.takesAttested() ? attestors.getOrDefault((int) (at / (1 << 20)), 0) : 0;
      piece.clear().put(lies.getOrDefault(device, content), (int) at, count).flip();
      sentBytes.addAndGet(count); // Before the write: that wakes the reader who then looks here.
      sink.write(piece, device == 0 ? Provenance.ORIGIN : Provenance.attestedBy(device));
      // The buffer is the source's: whoever keeps it sees this.
      Arrays.fill(piece.array(), (byte) 0x5a);
      at += count;
    }
    if (failure != null) {
      throw failure.exception();
    }
  }

  private void awaitPiece() {
    reached.countDown();
    try {
      if (!pieces.tryAcquire(30, TimeUnit.SECONDS)) {
        throw new AssertionError("never released");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
