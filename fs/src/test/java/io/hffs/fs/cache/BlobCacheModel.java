package io.hffs.fs.cache;

import static io.hffs.fs.cache.CacheFixture.MIB;
import static io.hffs.fs.cache.CacheFixture.config;
import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.faults.Steps;
import io.hffs.fs.source.SourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A cache, and beside it the plain sets of the chunks that it may hold and that it must. Without a
 * quota and before a byte was flipped on its disk they are the same.
 */
final class BlobCacheModel implements AutoCloseable {

  private static final List<TestBlob> BLOBS =
      List.of(
          TestBlob.lfs(3 * MIB + 17, 1),
          TestBlob.lfs(2 * MIB, 2),
          TestBlob.lfs(MIB + 1, 3),
          TestBlob.git(300_000, 4));

  /** What the model knows of one blob, in chunks. */
  private static final class Known {
    private final Set<Integer> held = new TreeSet<>();
    private final Set<Integer> durable = new TreeSet<>();
    private boolean flipped;
  }

  private final Path folder;
  private final CacheConfig config;
  private final boolean exact;
  private final Random random;
  private final Steps steps;
  private final FakeBlobSource source = new FakeBlobSource(BLOBS.toArray(TestBlob[]::new));
  private final Map<TestBlob, CachedBlob> leases = new HashMap<>();
  private final Map<TestBlob, Known> known = new HashMap<>();
  private BlobCache cache;
  private int starts;
  private long crashes;
  private long flips;
  private long failures;

  BlobCacheModel(Path folder, long quotaBytes, Random random, Steps steps) throws IOException {
    this.folder = folder;
    this.exact = quotaBytes == Long.MAX_VALUE;
    this.config = config().withQuotaBytes(quotaBytes).withSync(2 * MIB, Duration.ofMillis(50));
    this.random = random;
    this.steps = steps;
    BLOBS.forEach(blob -> known.put(blob, new Known()));
    this.cache = BlobCache.open(root(), config, source, Clock.systemUTC());
  }

  private Path root() {
    return folder.resolve("start-" + starts);
  }

  long crashes() {
    return crashes;
  }

  long flips() {
    return flips;
  }

  long failures() {
    return failures;
  }

  void step() throws Exception {
    TestBlob blob = BLOBS.get(random.nextInt(BLOBS.size()));
    switch (random.nextInt(100)) {
      case 0, 1, 2, 3, 4, 5, 6, 7 -> release(blob);
      case 8, 9, 10, 11 -> flush();
      case 12, 13 -> evict();
      case 14, 15 -> delete(blob);
      case 16 -> verify(blob);
      case 17, 18 -> restart(true);
      case 19, 20, 21 -> restart(false);
      case 22, 23, 24 -> {
        steps.note("the source fails after some bytes");
        source.failNext(
            random.nextInt(2 * MIB), new SourceException(SourceException.Kind.CORRUPT, "cut"));
        failures++;
        read(blob);
      }
      default -> read(blob);
    }
    compare(blob);
  }

  private CachedBlob lease(TestBlob blob) throws IOException {
    CachedBlob lease = leases.get(blob);
    if (lease == null) {
      steps.note("acquire %s".formatted(name(blob)));
      lease = cache.acquire(blob.ref());
      leases.put(blob, lease);
    }
    return lease;
  }

  private void read(TestBlob blob) throws IOException {
    int size = blob.content().length;
    int offset = random.nextInt(size);
    int length = 1 + random.nextInt(Math.min(size - offset, 1 << random.nextInt(22)));
    CachedBlob lease = lease(blob);
    steps.note("read %s [%d, %d)".formatted(name(blob), offset, offset + length));
    byte[] bytes = CacheFixture.read(lease, offset, length);
    assertThat(Arrays.equals(bytes, 0, length, blob.content(), offset, offset + length))
        .as("the bytes are right")
        .isTrue();
    for (int chunk = offset / MIB; chunk <= (offset + length - 1) / MIB; chunk++) {
      known.get(blob).held.add(chunk);
    }
  }

  private void release(TestBlob blob) throws InterruptedException {
    awaitHeld();
    CachedBlob lease = leases.remove(blob);
    if (lease != null) {
      steps.note("release %s".formatted(name(blob)));
      lease.close();
    }
  }

  private void flush() throws Exception {
    awaitHeld();
    steps.note("flush");
    cache.flush();
    known.values().forEach(each -> each.durable.addAll(each.held));
  }

  /** Under a quota nothing is waited for, so that what is on its way may still come. */
  private void forget(TestBlob blob) {
    if (exact) {
      known.put(blob, new Known());
    }
    known.get(blob).durable.clear();
  }

  private void evict() throws Exception {
    awaitHeld();
    int bytes = random.nextInt(4 * MIB);
    steps.note("evict to %d".formatted(bytes));
    cache.evictTo(bytes, id -> false);
    // By the files: of one with a bad chunk nothing may be present for as long as that comes anew.
    BlobPaths paths = new BlobPaths(root().resolve("blobs"));
    for (TestBlob blob : BLOBS) {
      if (!leases.containsKey(blob) && !Files.exists(paths.data(blob.id()))) {
        forget(blob);
      }
    }
  }

  private void delete(TestBlob blob) throws Exception {
    awaitHeld();
    release(blob);
    steps.note("delete %s".formatted(name(blob)));
    cache.delete(blob.id());
    forget(blob);
  }

  private void verify(TestBlob blob) throws IOException {
    steps.note("verify %s".formatted(name(blob)));
    cache.verify(blob.id());
  }

  /** Ends the cache in good order, or leaves to the next one what a kill would have. */
  private void restart(boolean inOrder) throws Exception {
    if (inOrder) {
      awaitHeld();
    }
    steps.note(inOrder ? "restart" : "crash");
    leases.values().forEach(CachedBlob::close);
    leases.clear();
    Path before = root();
    if (inOrder) {
      cache.close();
    }
    starts++;
    CrashTest.copyTree(before, root());
    if (!inOrder) {
      cache.close();
      crashes++;
    }
    removeTree(before);
    for (TestBlob blob : BLOBS) {
      recover(blob, inOrder);
    }
    cache = BlobCache.open(root(), config, source, Clock.systemUTC());
  }

  private void recover(TestBlob blob, boolean inOrder) throws IOException {
    BlobPaths paths = new BlobPaths(root().resolve("blobs"));
    Known model = known.get(blob);
    Set<Integer> recorded = new TreeSet<>();
    if (Files.exists(paths.data(blob.id()))) { // else it was evicted after its journal was copied
      PresenceJournal.peek(paths.journal(blob.id()))
          .ifPresent(content -> recorded.addAll(content.present().keySet()));
    }
    assertThat(model.held).as("recorded of %s", name(blob)).containsAll(recorded);
    if (exact && !model.flipped) {
      assertThat(recorded)
          .as("kept of %s", name(blob))
          .containsAll(inOrder ? model.held : model.durable);
    }
    model.held.retainAll(recorded);
    model.durable.retainAll(recorded);
    if (!recorded.isEmpty() && random.nextInt(3) == 0) {
      int chunk = recorded.stream().skip(random.nextInt(recorded.size())).findFirst().orElseThrow();
      int at = Math.min(chunk * MIB + random.nextInt(MIB), blob.content().length - 1);
      steps.note("flip byte %d of %s".formatted(at, name(blob)));
      CrashTest.flip(paths.data(blob.id()), at);
      model.flipped = true;
      flips++;
    }
  }

  private void compare(TestBlob blob) {
    assertThat(present(blob)).as("present of %s", name(blob)).isLessThanOrEqualTo(bytes(blob));
  }

  /** A reader wakes when its own bytes are there: the rest of their chunks comes a moment later. */
  private void awaitHeld() throws InterruptedException {
    for (TestBlob blob : leases.keySet()) {
      if (exact && !known.get(blob).flipped) {
        CacheFixture.eventually(
            "all of the model is present of " + name(blob), () -> present(blob) == bytes(blob));
      }
    }
  }

  private long present(TestBlob blob) {
    CachedBlob lease = leases.get(blob);
    return lease != null ? lease.presentBytes() : cache.presentBytes(blob.id());
  }

  private long bytes(TestBlob blob) {
    return known.get(blob).held.stream().mapToLong(chunk -> lengthOf(blob, chunk)).sum();
  }

  private static long lengthOf(TestBlob blob, int chunk) {
    return Math.min(MIB, blob.content().length - (long) chunk * MIB);
  }

  private static String name(TestBlob blob) {
    return blob.ref().path().value();
  }

  private static void removeTree(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.deleteIfExists(file);
      }
    }
  }

  @Override
  public void close() throws IOException {
    leases.values().forEach(CachedBlob::close);
    cache.close();
    removeTree(root());
  }
}
