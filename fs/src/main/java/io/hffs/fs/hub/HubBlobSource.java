package io.hffs.fs.hub;

import io.hffs.fs.hub.AddressBook.Search;
import io.hffs.fs.range.ByteRange;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.BlobSink;
import io.hffs.fs.source.BlobSource;
import io.hffs.fs.source.Provenance;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ranges of files of one Hub. The first range of a file costs two requests: the Hub, which checks
 * the right to read and names a signed address, and the CDN, which has the bytes. While the address
 * is good further ranges cost one.
 *
 * <p>Thread-safe.
 */
public final class HubBlobSource implements BlobSource {

  private static final int MAX_TRIES = 3;
  private static final int MAX_ADDRESSES = 2;

  /** On a slow line a reader should get what came, long before a buffer is full. */
  private static final long MAX_HELD_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final HubClient client;
  private final InstantSource clock;
  private final AddressBook addresses;
  private final BufferPool buffers = new BufferPool();

  HubBlobSource(HubClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
    this.addresses = new AddressBook(clock);
  }

  @Override
  public String name() {
    return client.name();
  }

  @Override
  public void fetch(BlobRef blob, ByteRange range, BlobSink sink) throws IOException {
    if (range.isEmpty() || range.end() > blob.sizeBytes()) {
      throw new IllegalArgumentException(range + " is not inside " + blob);
    }
    Transfer transfer = new Transfer(range, sink);
    Cancellation cancellation = new Cancellation();
    sink.endedBy(cancellation::cancel);
    for (int tries = 1; ; tries++) {
      ByteRange rest = transfer.rest();
      try (HttpReply reply = open(blob, rest, cancellation)) {
        SourceException failure = copy(reply, blob, transfer);
        if (failure == null) {
          return;
        }
        if (cancellation.isCancelled()) {
          throw failure;
        }
        boolean progressed = transfer.rest().start() > rest.start();
        boolean again =
            TransportErrors.isWorthRetrying(failure)
                || (progressed && TransportErrors.isStall(failure));
        if (tries == MAX_TRIES || !again) {
          throw failure;
        }
      }
      client.backOff(tries);
    }
  }

  /** How far a fetch is. */
  private static final class Transfer {

    private final BlobSink sink;
    private ByteRange rest;

    Transfer(ByteRange range, BlobSink sink) {
      this.rest = range;
      this.sink = sink;
    }

    ByteRange rest() {
      return rest;
    }

    void write(ByteBuffer buffer) throws IOException {
      buffer.flip();
      int count = buffer.remaining();
      if (count > 0) {
        sink.write(buffer, Provenance.ORIGIN);
        rest = new ByteRange(rest.start() + count, rest.end());
      }
      buffer.clear();
    }
  }

  /**
   * Hands the body to the sink; what came before a failure too. Returns the failure of the source,
   * null when all went well, and throws those of the sink.
   */
  private @Nullable SourceException copy(HttpReply reply, BlobRef blob, Transfer transfer)
      throws IOException {
    ByteBuffer buffer = buffers.take();
    try {
      long left = transfer.rest().length();
      long heldSince = 0;
      while (left > 0) {
        buffer.limit((int) Math.min(buffer.capacity(), buffer.position() + left));
        boolean wasEmpty = buffer.position() == 0;
        int count;
        try {
          count = reply.read(buffer);
        } catch (SourceException e) {
          transfer.write(buffer);
          return e;
        }
        if (count < 0) {
          transfer.write(buffer);
          return new SourceException(
              Kind.UNAVAILABLE, reply.host() + " sent too little of " + FileAnswers.describe(blob));
        }
        left -= count;
        long now = System.nanoTime();
        heldSince = wasEmpty ? now : heldSince;
        if (left == 0) {
          SourceException tooLong = endsHere(reply, blob);
          if (tooLong != null) {
            return tooLong;
          }
        }
        if (left == 0 || !buffer.hasRemaining() || now - heldSince > MAX_HELD_NANOS) {
          transfer.write(buffer);
        }
      }
      return null;
    } finally {
      buffers.giveBack(buffer);
    }
  }

  /** Without Content-Length only the end tells that there is not more than was asked for. */
  private static @Nullable SourceException endsHere(HttpReply reply, BlobRef blob) {
    if (reply.contentLength() >= 0) {
      return null;
    }
    try {
      return reply.read(ByteBuffer.allocate(1)) < 0
          ? null
          : FileAnswers.corrupt(reply, blob, "too much");
    } catch (SourceException e) {
      return e;
    }
  }

  /** Returns an answer whose body is exactly these bytes. A refused address is renewed once. */
  private HttpReply open(BlobRef blob, ByteRange range, Cancellation cancellation)
      throws SourceException {
    FileRequest request = new FileRequest(client, blob, range, cancellation, clock);
    for (int tries = 1; ; tries++) {
      Optional<FileAddress> known = addresses.find(blob);
      Optional<Search> mine = Optional.empty();
      while (known.isEmpty() && mine.isEmpty()) {
        mine = addresses.begin(blob);
        known = mine.isPresent() ? Optional.empty() : addresses.await(blob, cancellation);
      }
      Optional<HttpReply> reply;
      try {
        reply =
            mine.isPresent() ? search(request, mine.get(), cancellation) : request.at(known.get());
      } catch (SourceException e) {
        if (castsDoubt(e.kind()) && !cancellation.isCancelled()) {
          forget(blob, known.isPresent() ? known : mine.flatMap(Search::result));
        }
        throw e;
      }
      if (reply.isPresent()) {
        return reply.get();
      }
      FileAddress refused =
          known.isPresent() ? known.get() : mine.flatMap(Search::result).orElseThrow();
      addresses.forget(blob, refused);
      if (tries == MAX_ADDRESSES) {
        throw new SourceException(
            Kind.UNAVAILABLE,
            refused.url().host()
                + " refuses even the fresh address that "
                + name()
                + " gave for "
                + FileAnswers.describe(blob));
      }
    }
  }

  /** The Hub may know a better address than one that is silent or gives something else. */
  private static boolean castsDoubt(Kind kind) {
    return kind == Kind.UNAVAILABLE || kind == Kind.CORRUPT;
  }

  private void forget(BlobRef blob, Optional<FileAddress> address) {
    address.ifPresent(bad -> addresses.forget(blob, bad));
  }

  private static Optional<HttpReply> search(
      FileRequest request, Search search, Cancellation cancellation) throws SourceException {
    try {
      return request.fromTheHub(search::found);
    } catch (SourceException e) {
      // That our reader was cancelled says nothing to the others.
      if (!Thread.currentThread().isInterrupted() && !cancellation.isCancelled()) {
        search.failed(e);
      }
      throw e;
    } finally {
      search.abandon();
    }
  }
}
