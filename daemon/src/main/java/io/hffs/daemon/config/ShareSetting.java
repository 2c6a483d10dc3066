package io.hffs.daemon.config;

import io.hffs.fs.repo.RepoId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which repositories the user shares if they are public, as the settings say it now: a file that
 * was changed is read again, looked at once a second at most. One that cannot be read changes
 * nothing.
 *
 * <p>Thread-safe. A test blocks on the local disk once a second, otherwise never.
 */
public final class ShareSetting implements Predicate<RepoId> {

  private static final Logger log = LoggerFactory.getLogger(ShareSetting.class);
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Reads what is in force. */
  interface Reader {
    SharePatterns read() throws IOException;
  }

  /** What tells one content of the file from another; every change makes a new file. */
  private record Stamp(@Nullable Object key, @Nullable FileTime modified, long sizeBytes) {}

  private final Path file;
  private final Reader reader;
  private final LongSupplier nanos;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final AtomicLong lookedNanos;
  private volatile Stamp seen;
  private volatile SharePatterns patterns;

  /**
   * @param nanos a clock like {@link System#nanoTime}
   * @throws IOException when what is set cannot be understood now
   */
  ShareSetting(Path file, Reader reader, LongSupplier nanos) throws IOException {
    this.file = file;
    this.reader = reader;
    this.nanos = nanos;
    this.lookedNanos = new AtomicLong(nanos.getAsLong());
    this.seen = stamp(); // before: what changes meanwhile is seen the next time
    this.patterns = reader.read();
  }

  /** Has {@code afterChange} run when a look found other patterns; by the thread that looked. */
  public void addListener(Runnable afterChange) {
    listeners.add(afterChange);
  }

  @Override
  public boolean test(RepoId repo) {
    look();
    return patterns.allows(repo);
  }

  /** Looks whether the file was changed, unless that was done a moment ago. */
  public void look() {
    long now = nanos.getAsLong();
    long looked = lookedNanos.get();
    if (now - looked < LOOK_NANOS || !lookedNanos.compareAndSet(looked, now)) {
      return;
    }
    try {
      Stamp stamp = stamp();
      if (!stamp.equals(seen)) {
        seen = stamp;
        take(reader.read());
      }
    } catch (IOException e) {
      log.warn(
          "The settings were changed and cannot be read; what is shared stays as it was: {}",
          e.getMessage());
    }
  }

  private void take(SharePatterns next) {
    if (!next.equals(patterns)) {
      patterns = next;
      log.info("shared from now on: {}", next.patterns().isEmpty() ? "all that is public" : next);
      listeners.forEach(Runnable::run);
    }
  }

  private Stamp stamp() throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(attributes.fileKey(), attributes.lastModifiedTime(), attributes.size());
    } catch (NoSuchFileException e) {
      return new Stamp(null, null, 0);
    }
  }
}
