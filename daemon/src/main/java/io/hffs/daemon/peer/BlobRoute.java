package io.hffs.daemon.peer;

import io.hffs.daemon.http.RangeHeader;
import io.hffs.fs.cache.BlobCache;
import io.hffs.fs.cache.SharedBlob;
import io.hffs.fs.catalog.SharedLibrary;
import io.hffs.fs.peer.PeerProtocol;
import io.hffs.fs.range.ByteRange;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.source.BlobRef;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpStatus;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.ee10.servlet.HttpOutput;

/**
 * Whole chunks of a blob that is here, with their hashes. Never fetches, and never looks at a path:
 * a digest is looked up among the blobs of shared repositories.
 */
final class BlobRoute implements Handler {

  private static final int CHUNK = PeerProtocol.CHUNK_BYTES;
  private static final String RETRY_SECONDS = "1";

  private final BlobCache cache;
  private final SharedLibrary library;
  private final ChunkHashes hashes;
  private final UploadSlots slots;
  private final SentBytes sent;
  private final PeerGuard guard;
  private final Queue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();

  BlobRoute(
      BlobCache cache,
      SharedLibrary library,
      ChunkHashes hashes,
      UploadSlots slots,
      SentBytes sent,
      PeerGuard guard) {
    this.guard = guard;
    this.cache = cache;
    this.library = library;
    this.hashes = hashes;
    this.slots = slots;
    this.sent = sent;
  }

  @Override
  public void handle(Context context) throws IOException {
    UploadSlots.Slot slot = slots.take(PeerGuard.caller(context)).orElse(null);
    if (slot == null) {
      context.status(HttpStatus.SERVICE_UNAVAILABLE).header("Retry-After", RETRY_SECONDS);
      return;
    }
    try (slot) {
      Optional<BlobRef> place = BlobId.fromHex(context.pathParam("digest")).flatMap(library::place);
      Optional<SharedBlob> shared = place.isEmpty() ? Optional.empty() : cache.share(place.get());
      if (shared.isEmpty()) {
        context.status(HttpStatus.NOT_FOUND);
        return;
      }
      try (SharedBlob blob = shared.get()) {
        give(context, blob);
      }
    }
  }

  private void give(Context context, SharedBlob blob) throws IOException {
    String header = context.header("Range");
    Optional<ByteRange> range =
        header == null ? Optional.empty() : RangeHeader.parse(header, blob.sizeBytes());
    if (range.isEmpty() || !isGiven(range.get(), blob)) {
      context.status(HttpStatus.RANGE_NOT_SATISFIABLE);
      context.header("Content-Range", "bytes */" + blob.sizeBytes());
      return;
    }
    ByteBuffer buffer = takeBuffer();
    try {
      give(context, blob, range.get(), buffer);
    } finally {
      buffers.add(buffer);
    }
  }

  /** Whole chunks, not too many, all of them here. */
  private static boolean isGiven(ByteRange range, SharedBlob blob) {
    return !range.isEmpty()
        && range.start() % CHUNK == 0
        && (range.end() % CHUNK == 0 || range.end() == blob.sizeBytes())
        && range.length() <= PeerProtocol.MAX_RANGE_BYTES + CHUNK
        && blob.chunkBytes() == CHUNK
        && blob.has(range);
  }

  private void give(Context context, SharedBlob blob, ByteRange range, ByteBuffer buffer)
      throws IOException {
    int first = (int) (range.start() / CHUNK);
    int end = (int) ((range.end() + CHUNK - 1) / CHUNK);
    ByteBuffer all = ByteBuffer.allocate((end - first) * 32);
    try {
      for (int chunk = first; chunk < end; chunk++) {
        all.put(hashes.of(blob, chunk, buffer));
      }
    } catch (FileNotFoundException e) {
      context.status(HttpStatus.NOT_FOUND); // it was there a moment ago
      return;
    }
    context.status(HttpStatus.PARTIAL_CONTENT);
    context.header(PeerProtocol.CHUNKS, Base64.getEncoder().encodeToString(all.array()));
    context.header(
        "Content-Range",
        "bytes " + range.start() + "-" + (range.end() - 1) + "/" + blob.sizeBytes());
    context.contentType("application/octet-stream");
    context.res().setContentLengthLong(range.length());
    HttpOutput output = (HttpOutput) context.res().getOutputStream();
    LongAdder bytes = sent.to(PeerGuard.caller(context));
    for (int chunk = first; chunk < end; chunk++) {
      guard.requireStillPaired(context);
      blob.readChunk(chunk, buffer); // what fails from here on ends the connection
      int count = buffer.remaining();
      output.write(buffer);
      bytes.add(count);
    }
  }

  private ByteBuffer takeBuffer() {
    ByteBuffer buffer = buffers.poll();
    return buffer == null ? ByteBuffer.allocateDirect(CHUNK) : buffer;
  }
}
