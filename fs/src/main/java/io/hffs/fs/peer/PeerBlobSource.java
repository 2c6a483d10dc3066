package io.hffs.fs.peer;

import io.hffs.fs.device.PairedDevice;
import io.hffs.fs.range.ByteRange;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.BlobSink;
import io.hffs.fs.source.Provenance;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import io.hffs.fs.source.SourceHealth;
import io.hffs.fs.transfer.PeerSource;
import io.hffs.fs.transfer.SourceMeter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.HttpUrl;

/**
 * Ranges of blobs from one device: whole chunks, each compared with the hash that the device gave
 * for it before anybody sees it, and given on as that device's word. A new device is asked for
 * little at first.
 *
 * <p>Thread-safe.
 */
final class PeerBlobSource implements PeerSource {

  private static final int CHUNK = PeerProtocol.CHUNK_BYTES;
  private static final int HASH_BYTES = 32;

  /** As many as a device answers at once; the last is kept for what somebody waits for. */
  private static final int MAX_REQUESTS = 4;

  private static final int GOOD_BEFORE_TRUST = 3;
  private static final long FIRST_BYTES = 4L * CHUNK;

  private final PairedDevice device;
  private final PeerConnection connection;
  private final Holdings holdings;
  private final PeerUrls urls;
  private final SourceHealth health;
  private final SourceMeter meter;
  private final WrongChunks wrongChunks;
  private final AtomicInteger good = new AtomicInteger();
  private final Queue<byte[]> buffers = new ConcurrentLinkedQueue<>();

  /** Where the device is now. */
  @FunctionalInterface
  interface PeerUrls {
    HttpUrl to(String path) throws SourceException;
  }

  PeerBlobSource(
      PairedDevice device,
      PeerConnection connection,
      Holdings holdings,
      PeerUrls urls,
      SourceHealth health,
      SourceMeter meter,
      WrongChunks wrongChunks) {
    this.device = device;
    this.connection = connection;
    this.holdings = holdings;
    this.urls = urls;
    this.health = health;
    this.meter = meter;
    this.wrongChunks = wrongChunks;
  }

  @Override
  public String id() {
    return device.id().hex();
  }

  @Override
  public String name() {
    return device.name();
  }

  @Override
  public SourceHealth health() {
    return health;
  }

  @Override
  public SourceMeter meter() {
    return meter;
  }

  @Override
  public long held(BlobId blob, ByteRange range) {
    return holdings.held(blob, range);
  }

  @Override
  public Optional<Duration> stillFor(BlobId blob) {
    return holdings.stillFor(blob);
  }

  @Override
  public long roomBytes(boolean urgent) {
    boolean trusted = good.get() >= GOOD_BEFORE_TRUST;
    int most = trusted ? MAX_REQUESTS : 2;
    boolean hasRoom = meter.active() < (urgent ? most : most - 1);
    return hasRoom ? (trusted ? PeerProtocol.MAX_RANGE_BYTES : FIRST_BYTES) : 0;
  }

  @Override
  public void fetch(BlobRef blob, ByteRange range, BlobSink sink) throws IOException {
    ByteRange chunks = range.alignedTo(CHUNK, blob.sizeBytes());
    if (chunks.length() > PeerProtocol.MAX_RANGE_BYTES + CHUNK) {
      throw new IllegalArgumentException(range + " is more than a device is asked for at once");
    }
    String header = "bytes=" + chunks.start() + "-" + (chunks.end() - 1);
    try (PeerConnection.Body body =
        connection.open(urls.to(PeerProtocol.BLOBS + blob.id().hex()), header, sink::endedBy)) {
      requireRange(body, blob, chunks);
      copy(body, hashes(body.header(PeerProtocol.CHUNKS), chunks, name()), blob, range, sink);
      good.incrementAndGet();
    }
  }

  private void requireRange(PeerConnection.Body body, BlobRef blob, ByteRange chunks)
      throws SourceException {
    if (body.status() == 404 || body.status() == 416) {
      holdings.lost(blob.id()); // it says so again when it has it again
      throw new SourceException(Kind.ENTRY_NOT_FOUND, name() + " does not have it any more");
    }
    if (body.status() != 206) {
      throw connection.refusal(body.status(), "");
    }
    String expected = "bytes " + chunks.start() + "-" + (chunks.end() - 1) + "/" + blob.sizeBytes();
    if (!body.header("Content-Range").equals(expected)
        || (body.contentLength() >= 0 && body.contentLength() != chunks.length())
        || !body.header("Content-Encoding").isEmpty()) {
      throw new SourceException(
          Kind.CORRUPT, name() + " sent another range than it was asked for: " + blob.path());
    }
  }

  /** Reads the header with the hashes of these chunks. */
  static byte[] hashes(String header, ByteRange chunks, String name) throws SourceException {
    try {
      byte[] hashes = Base64.getDecoder().decode(header);
      if (hashes.length == Holding.count(chunks.length()) * HASH_BYTES) {
        return hashes;
      }
    } catch (IllegalArgumentException e) {
      throw new SourceException(Kind.CORRUPT, name + " sent no hashes", e);
    }
    throw new SourceException(Kind.CORRUPT, name + " sent too few hashes");
  }

  private void copy(
      PeerConnection.Body body, byte[] hashes, BlobRef blob, ByteRange range, BlobSink sink)
      throws IOException {
    Provenance provenance = Provenance.attestedBy(device.number());
    byte[] buffer = takeBuffer();
    try {
      long start = range.start() / CHUNK * CHUNK;
      for (int i = 0; start < range.end(); i++, start += CHUNK) {
        int length = (int) Math.min(CHUNK, blob.sizeBytes() - start);
        readFully(body, buffer, length, sink);
        requireHash(buffer, length, hashes, i, blob, start / CHUNK);
        int from = (int) Math.max(0, range.start() - start);
        int to = (int) Math.min(length, range.end() - start);
        sink.write(ByteBuffer.wrap(buffer, from, to - from), provenance);
      }
    } finally {
      buffers.add(buffer);
    }
  }

  private void readFully(PeerConnection.Body body, byte[] buffer, int length, BlobSink sink)
      throws SourceException {
    try {
      for (int at = 0; at < length; ) {
        int count = body.read(buffer, at, length - at);
        if (count < 0) {
          throw new SourceException(Kind.UNAVAILABLE, name() + " sent too little");
        }
        at += count;
        sink.arriving(count);
      }
    } catch (SourceException e) {
      throw e;
    } catch (IOException e) {
      throw connection.unreachable(e);
    }
  }

  private void requireHash(
      byte[] buffer, int length, byte[] hashes, int index, BlobRef blob, long chunk)
      throws SourceException {
    byte[] hash = ChunkHash.of(ByteBuffer.wrap(buffer, 0, length));
    int at = index * HASH_BYTES;
    if (!Arrays.equals(hash, 0, HASH_BYTES, hashes, at, at + HASH_BYTES)) {
      String what = "chunk " + chunk + " of " + blob.repo() + "/" + blob.path();
      wrongChunks.wrongChunk(device, what);
      throw new SourceException(Kind.CORRUPT, name() + " sent other bytes than it said, " + what);
    }
  }

  private byte[] takeBuffer() {
    byte[] buffer = buffers.poll();
    return buffer == null ? new byte[CHUNK] : buffer;
  }
}
