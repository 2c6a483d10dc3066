package io.hffs.fs.read;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hffs.fs.cache.BlobCache;
import io.hffs.fs.cache.CachedBlob;
import io.hffs.fs.cache.FetchPriority;
import io.hffs.fs.range.ByteRange;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.repo.TreeEntry;
import io.hffs.fs.source.BlobRef;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches small files ahead of programs that read one after the other: alone, each would cost its
 * round trips in turn. Thread-safe; never waits for the network.
 */
public final class SmallFiles {

  private static final Logger log = LoggerFactory.getLogger(SmallFiles.class);

  /** Larger ones are read ahead in themselves. */
  private static final long MAX_BYTES = 1 << 20;

  /** A file counts as so many bytes in the {@link AccessPattern} of a tree: its grain. */
  private static final long UNIT_BYTES = Run.GRAIN_BYTES;

  private static final Duration REMEMBERED = Duration.ofMinutes(10);

  private record Commit(RepoId repo, CommitHash hash) {}

  private record Tree(List<TreeEntry> files, List<String> paths, AccessPattern pattern) {}

  private final BlobCache cache;
  private final Cache<Commit, Tree> trees =
      Caffeine.newBuilder().expireAfterAccess(REMEMBERED).maximumSize(64).build();

  public SmallFiles(BlobCache cache) {
    this.cache = cache;
  }

  /** Notes that a program reads a file, and has those fetched that it may read next. */
  public void noteRead(Snapshot snapshot, TreeEntry entry) {
    if (!isSmall(entry)) {
      return;
    }
    Tree tree =
        trees.get(new Commit(snapshot.repo(), snapshot.commit()), key -> smallFilesOf(snapshot));
    int index = Collections.binarySearch(tree.paths, entry.path().value());
    if (index < 0) {
      return; // of a partial snapshot that was another one when the first file was read
    }
    ByteRange unit = ByteRange.ofLength(index * UNIT_BYTES, UNIT_BYTES);
    ByteRange ahead = tree.pattern.touch(unit, !isHere(entry));
    for (long next = ahead.start() / UNIT_BYTES; next < ahead.end() / UNIT_BYTES; next++) {
      fetch(snapshot, tree.files.get((int) next));
    }
  }

  private static boolean isSmall(TreeEntry entry) {
    return entry.blob() != null && entry.sizeBytes() > 0 && entry.sizeBytes() <= MAX_BYTES;
  }

  private static Tree smallFilesOf(Snapshot snapshot) {
    List<TreeEntry> files = snapshot.files().stream().filter(SmallFiles::isSmall).toList();
    List<String> paths = files.stream().map(TreeEntry::path).map(RepoPath::value).toList();
    return new Tree(files, paths, new AccessPattern(files.size() * UNIT_BYTES));
  }

  private boolean isHere(TreeEntry entry) {
    BlobId blob = entry.blob();
    return blob != null && cache.presentBytes(blob) == entry.sizeBytes();
  }

  private void fetch(Snapshot snapshot, TreeEntry entry) {
    Optional<BlobRef> ref = BlobRef.of(snapshot, entry);
    if (ref.isEmpty() || isHere(entry)) {
      return;
    }
    try (CachedBlob blob = cache.acquire(ref.get())) {
      blob.prefetch(new ByteRange(0, entry.sizeBytes()), FetchPriority.READ_AHEAD);
    } catch (IOException e) {
      log.debug("{} is not fetched ahead: {}", entry.path(), e.toString());
    }
  }
}
