package io.hffs.fs.cache;

import static io.hffs.fs.cache.CacheFixture.MIB;
import static io.hffs.fs.cache.CacheFixture.eventually;
import static io.hffs.fs.cache.CacheFixture.open;
import static io.hffs.fs.cache.CacheFixture.readAll;
import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bits of data files that flip on the disk, in batches, at random places. */
class BitRotTest {

  private static final List<TestBlob> BLOBS =
      List.of(
          TestBlob.lfs(4 * MIB + 17, 1),
          TestBlob.lfs(3 * MIB, 2),
          TestBlob.lfs(40_000, 3),
          TestBlob.git(MIB, 4));
  private static final int BATCH = 20;

  @TempDir Path root;
  private final FakeBlobSource source = new FakeBlobSource(BLOBS.toArray(TestBlob[]::new));

  private record Chunk(TestBlob blob, int index) {}

  @BeforeEach
  void fill() throws Exception {
    try (BlobCache cache = open(root, source)) {
      expectAllEqual(cache);
    }
  }

  @Test
  @FaultCase(35)
  void whatFlippedBeforeItsFirstUseIsNeverServed(FaultRun run) throws Exception {
    Random random = run.random();
    int flips = run.times(2 * BATCH, 1000);
    long caught = 0;
    for (int done = 0; done < flips; done += BATCH) {
      Set<Chunk> bad = flipSome(random);
      try (BlobCache cache = open(root, source)) {
        expectAllEqual(cache);
        assertThat(cache.counters().rejectedChunks()).isEqualTo(bad.size());
        caught += bad.size();
      }
    }
    run.fired(flips, "bits flipped");
    run.figure(caught + " bad chunks, all caught before they were served");
  }

  @Test
  @FaultCase(35)
  void whatFlippedAfterItsFirstUseIsFoundByVerifyOrTheNextStart(FaultRun run) throws Exception {
    Random random = run.random();
    int flips = run.times(2 * BATCH, 1000);
    long verified = 0;
    long restarted = 0;
    for (int done = 0; done < flips; done += 2 * BATCH) {
      Set<Chunk> bad;
      try (BlobCache cache = open(root, source)) {
        expectAllEqual(cache);
        bad = flipSome(random);
        for (TestBlob blob : BLOBS) {
          verified += cache.verify(blob.id()).badChunks();
        }
        assertThat(cache.counters().rejectedChunks()).isEqualTo(bad.size());
        expectAllEqual(cache);
        bad = flipSome(random);
      }
      try (BlobCache cache = open(root, source)) {
        expectAllEqual(cache);
        assertThat(cache.counters().rejectedChunks()).isEqualTo(bad.size());
        restarted += bad.size();
      }
    }
    run.fired(flips, "bits flipped");
    run.figure("bad chunks: " + verified + " found by verify, " + restarted + " by a start");
  }

  private static void expectAllEqual(BlobCache cache) throws Exception {
    for (TestBlob blob : BLOBS) {
      try (CachedBlob lease = cache.acquire(blob.ref())) {
        assertThat(readAll(lease)).isEqualTo(blob.content());
        eventually("complete", () -> cache.isComplete(blob.id()));
      }
    }
    cache.flush(); // until then a file that came anew gets its name
  }

  /** Flips a bit at each of {@link #BATCH} places, which may be in the same chunk. */
  private Set<Chunk> flipSome(Random random) throws IOException {
    Set<Chunk> bad = new HashSet<>();
    Set<Long> places = new HashSet<>();
    while (places.size() < BATCH) {
      int which = random.nextInt(BLOBS.size());
      TestBlob blob = BLOBS.get(which);
      int at = random.nextInt(blob.content().length);
      if (places.add((long) which << 32 | at)) { // twice the same would be none
        flip(new BlobPaths(root.resolve("blobs")).data(blob.id()), at, 1 << random.nextInt(8));
        bad.add(new Chunk(blob, at / MIB));
      }
    }
    return bad;
  }

  private static void flip(Path file, long offset, int bit) throws IOException {
    assertThat(file.toFile().setWritable(true)).isTrue();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      assertThat(channel.read(one, offset)).isEqualTo(1);
      one.put(0, (byte) (one.get(0) ^ bit)).flip();
      assertThat(channel.write(one, offset)).isEqualTo(1);
    }
  }
}
