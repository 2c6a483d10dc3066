package io.hffs.fs.transfer;

import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.BlobSink;
import io.hffs.fs.source.BlobSource;
import io.hffs.fs.source.FakeBlobSource;
import io.hffs.fs.source.Provenance;
import io.hffs.fs.source.Ranked;
import io.hffs.fs.source.Share;
import io.hffs.fs.source.SourceHealth;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** A file that a hub, a mirror and two peers have, and one that takes it from the best of them. */
abstract class ScheduledSourceFixture {

  static final int MIB = 1 << 20;
  static final int SEGMENT = (int) SegmentOwners.SEGMENT_BYTES;
  static final byte[] CONTENT = content();
  static final BlobRef BLOB =
      new BlobRef(
          BlobId.sha256("ab".repeat(32)),
          CONTENT.length,
          RepoId.parse("acme/tiny"),
          new CommitHash("1".repeat(40)),
          new RepoPath("a.bin"));

  final FakeBlobSource hub = new FakeBlobSource(CONTENT);
  final FakeBlobSource mirror = new FakeBlobSource(CONTENT);
  final FakePeer ann = new FakePeer("ann", CONTENT);
  final FakePeer bob = new FakePeer("bob", CONTENT);
  final Sink sink = new Sink();
  boolean isPublic = true;
  final ScheduledBlobSource source = source(List.of(ann, bob), hub);

  @AfterEach
  void close() {
    source.close();
  }

  ScheduledBlobSource source(List<PeerSource> peers, BlobSource... origins) {
    return source(System::nanoTime, peers, origins);
  }

  ScheduledBlobSource source(
      LongSupplier nanoClock, List<PeerSource> peers, BlobSource... origins) {
    List<Ranked<BlobSource>> ranked =
        Arrays.stream(origins)
            .map(
                origin ->
                    new Ranked<BlobSource>(
                        origin, new SourceHealth("hub", Clock.systemUTC()), origin != mirror))
            .toList();
    return new ScheduledBlobSource(ranked, live(peers), repo -> isPublic, nanoClock);
  }

  static PeerSources live(List<PeerSource> peers) {
    return new PeerSources() {
      @Override
      public String ownId() {
        return "me";
      }

      @Override
      public List<PeerSource> live() {
        return peers;
      }
    };
  }

  static byte[] content() {
    byte[] content = new byte[4 * SEGMENT];
    new Random(1).nextBytes(content);
    return content;
  }

  static byte[] slice(int start, int end) {
    return Arrays.copyOfRange(CONTENT, start, end);
  }

  static final class Sink implements BlobSink {

    final ByteArrayOutputStream got = new ByteArrayOutputStream();
    boolean urgent;
    Duration waited = Duration.ZERO;
    boolean takesAttested = true;
    @Nullable Share share;
    Runnable afterWrite = () -> {};

    byte[] bytes() {
      return got.toByteArray();
    }

    @Override
    public void write(ByteBuffer bytes, Provenance provenance) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      got.writeBytes(copy);
      afterWrite.run();
    }

    @Override
    public boolean isUrgent() {
      return urgent;
    }

    @Override
    public Duration waited() {
      return waited;
    }

    @Override
    public boolean takesAttested() {
      return takesAttested;
    }

    @Override
    public void sharedWith(Share told) {
      share = told;
    }
  }
}
