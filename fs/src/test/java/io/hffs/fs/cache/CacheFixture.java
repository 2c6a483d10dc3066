package io.hffs.fs.cache;

import io.hffs.fs.range.ByteRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Shorthands of the cache tests. */
final class CacheFixture {

  static final int MIB = 1 << 20;
  static final Duration LONG = Duration.ofSeconds(20);

  private CacheFixture() {}

  static CacheConfig config() {
    return CacheConfig.defaults().withMinFreeBytes(0);
  }

  static BlobCache open(Path root, FakeBlobSource source) throws IOException {
    return BlobCache.open(root, config(), source, Clock.systemUTC());
  }

  static byte[] read(CachedBlob blob, long offset, int length) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(length);
    blob.read(offset, target, LONG);
    if (target.hasRemaining()) {
      throw new AssertionError("short read: " + target);
    }
    return target.array();
  }

  static byte[] readAll(CachedBlob blob) throws IOException {
    return read(blob, 0, (int) blob.ref().sizeBytes());
  }

  static CompletableFuture<byte[]> readAsync(CachedBlob blob, long offset, int length) {
    CompletableFuture<byte[]> result = new CompletableFuture<>();
    Thread reader =
        new Thread(
            () -> {
              try {
                result.complete(read(blob, offset, length));
              } catch (Throwable t) {
                result.completeExceptionally(t);
              }
            },
            "reader");
    reader.setDaemon(true);
    reader.start();
    return result;
  }

  static byte[] get(CompletableFuture<byte[]> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }

  static ByteRange mib(int from, int to) {
    return new ByteRange((long) from * MIB, (long) to * MIB);
  }

  /** Polls for what another thread brings about. */
  static void eventually(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not in 20 s: " + what);
      }
      Thread.sleep(2);
    }
  }
}
