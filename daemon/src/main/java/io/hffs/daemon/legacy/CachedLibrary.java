package io.hffs.daemon.legacy;

import io.hffs.fs.cache.BlobCache;
import io.hffs.fs.cache.SeenRef;
import io.hffs.fs.catalog.SharedLibrary;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.repo.Snapshot;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The complete files of the cache that belong to repositories which the user shares. */
public final class CachedLibrary implements PublicLibrary {

  /** As git abbreviates them; HFFS and HFMC ask for eight digits. */
  private static final Pattern SHORT_COMMIT = Pattern.compile("[0-9a-f]{7,39}");

  private final SharedLibrary library;
  private final BlobCache cache;

  public CachedLibrary(SharedLibrary library, BlobCache cache) {
    this.library = library;
    this.cache = cache;
  }

  @Override
  public boolean knows(RepoId repo) {
    return library.isShared(library.canonical(repo));
  }

  @Override
  public Optional<Snapshot> snapshot(RepoId repo, Revision revision) {
    RepoId canonical = library.canonical(repo);
    return commit(canonical, revision).flatMap(commit -> library.snapshot(canonical, commit));
  }

  /** A branch may be called as a commit begins; then the branch is meant. */
  private Optional<CommitHash> commit(RepoId repo, Revision revision) {
    SeenRef seen = library.refs(repo).get(revision);
    if (seen != null) {
      return Optional.of(seen.commit());
    }
    return revision.commit().or(() -> abbreviated(repo, revision.name()));
  }

  private Optional<CommitHash> abbreviated(RepoId repo, String digits) {
    if (!SHORT_COMMIT.matcher(digits).matches()) {
      return Optional.empty();
    }
    List<CommitHash> meant =
        library.commits(repo).stream().filter(commit -> commit.hex().startsWith(digits)).toList();
    return meant.size() == 1 ? Optional.of(meant.get(0)) : Optional.empty();
  }

  @Override
  public Optional<Path> file(BlobId blob) {
    return cache.completedFile(blob);
  }
}
