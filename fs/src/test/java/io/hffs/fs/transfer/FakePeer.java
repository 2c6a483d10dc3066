package io.hffs.fs.transfer;

import io.hffs.fs.range.ByteRange;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.BlobSink;
import io.hffs.fs.source.Provenance;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import io.hffs.fs.source.SourceHealth;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A paired machine that has the first bytes of everything, and does as it is told. */
final class FakePeer implements PeerSource {

  private final String id;
  private final byte[] content;
  private final SourceHealth health;
  private final SourceMeter meter;
  private final List<ByteRange> requests = new CopyOnWriteArrayList<>();
  volatile long heldBytes;
  volatile boolean growing;
  volatile Duration stillFor = Duration.ZERO;
  volatile long roomBytes = Long.MAX_VALUE;
  volatile boolean failing;

  /** It then gives so many bytes of a range, and no more until it is cancelled. */
  volatile int stallsAfter = -1;

  /** It then says so often, four times, that bytes have come, before it gives any. */
  volatile long dripMillis;

  /** Done each time before it says so. */
  volatile Runnable beforeDrip = () -> {};

  FakePeer(String id, byte[] content) {
    this(id, content, Clock.systemUTC(), System::nanoTime);
  }

  FakePeer(String id, byte[] content, InstantSource clock, LongSupplier nanoClock) {
    this.id = id;
    this.content = content;
    this.heldBytes = content.length;
    this.health = new SourceHealth(id, clock);
    this.meter = new SourceMeter(nanoClock);
  }

  List<ByteRange> requests() {
    return requests;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String name() {
    return id;
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
    return Math.max(0, Math.min(range.end(), heldBytes) - range.start());
  }

  @Override
  public Optional<Duration> stillFor(BlobId blob) {
    return growing ? Optional.of(stillFor) : Optional.empty();
  }

  @Override
  public long roomBytes(boolean urgent) {
    return roomBytes;
  }

  @Override
  public void fetch(BlobRef blob, ByteRange range, BlobSink sink) throws IOException {
    requests.add(range);
    CountDownLatch cancelled = new CountDownLatch(1);
    sink.endedBy(cancelled::countDown);
    if (failing) {
      throw new SourceException(Kind.UNAVAILABLE, id + " is told to fail");
    }
    drip((int) range.length(), sink, cancelled);
    int count = stallsAfter < 0 ? (int) range.length() : stallsAfter;
    if (count > 0) {
      sink.write(ByteBuffer.wrap(content, (int) range.start(), count), Provenance.attestedBy(1));
    }
    if (stallsAfter >= 0) {
      awaitCancel(cancelled);
      throw new SourceException(Kind.UNAVAILABLE, id + " was cancelled");
    }
  }

  private void drip(int bytes, BlobSink sink, CountDownLatch cancelled) throws IOException {
    for (int i = 0; dripMillis > 0 && i < 4; i++) {
      try {
        if (cancelled.await(dripMillis, TimeUnit.MILLISECONDS)) {
          throw new SourceException(Kind.UNAVAILABLE, id + " was cancelled");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
      beforeDrip.run();
      sink.arriving(bytes / 4);
    }
  }

  private static void awaitCancel(CountDownLatch cancelled) {
    try {
      if (!cancelled.await(20, TimeUnit.SECONDS)) {
        throw new AssertionError("nobody ended a stalled transfer");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
