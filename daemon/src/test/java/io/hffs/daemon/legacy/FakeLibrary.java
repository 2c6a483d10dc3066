package io.hffs.daemon.legacy;

import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.repo.TreeEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Repositories at {@link #COMMIT}, each with the files that it was given, on disk or not. */
final class FakeLibrary implements PublicLibrary {

  static final CommitHash COMMIT = new CommitHash("0123456789abcdef0123456789abcdef01234567");

  final AtomicInteger questions = new AtomicInteger();

  private final Path directory;
  private final Map<RepoId, List<TreeEntry>> repos = new ConcurrentHashMap<>();
  private final Map<RepoId, Boolean> partial = new ConcurrentHashMap<>();
  private final Map<BlobId, Path> files = new ConcurrentHashMap<>();

  FakeLibrary(Path directory) {
    this.directory = directory;
  }

  /** Adds a file that is here. */
  FakeLibrary with(String repo, String path, String content) throws IOException {
    BlobId blob = blob(path);
    Path file = directory.resolve(blob.hex());
    Files.writeString(file, content);
    return with(repo, path, blob, file, content.length());
  }

  /** Adds a file that is here. */
  FakeLibrary with(String repo, String path, Path file) throws IOException {
    return with(repo, path, blob(path), file, Files.size(file));
  }

  private FakeLibrary with(String repo, String path, BlobId blob, Path file, long size) {
    files.put(blob, file);
    return list(repo, new TreeEntry(new RepoPath(path), size, blob));
  }

  /** Adds a file that the tree has, but this machine has not, or not whole. */
  FakeLibrary withAbsent(String repo, String path) {
    return list(repo, new TreeEntry(new RepoPath(path), 1000, blob(path)));
  }

  /** Adds a file whose digest the Hub hides. */
  FakeLibrary withHidden(String repo, String path) {
    return list(repo, new TreeEntry(new RepoPath(path), 1000, null));
  }

  /** Knows from now on only some of the files of a repository. */
  FakeLibrary partial(String repo) {
    partial.put(RepoId.parse(repo), true);
    return this;
  }

  private FakeLibrary list(String repo, TreeEntry entry) {
    repos.computeIfAbsent(RepoId.parse(repo), id -> new ArrayList<>()).add(entry);
    return this;
  }

  /** The digest of the file that was added at this path; made up. */
  static BlobId blob(String path) {
    return BlobId.gitSha1(String.format("%08x", path.hashCode()).repeat(5));
  }

  /** Deletes the bytes, as eviction may at any time. */
  void evict(String path) throws IOException {
    Files.delete(files.get(blob(path)));
  }

  @Override
  public boolean knows(RepoId repo) {
    return repos.containsKey(repo);
  }

  @Override
  public Optional<Snapshot> snapshot(RepoId repo, Revision revision) {
    questions.incrementAndGet();
    boolean known =
        revision.equals(Revision.MAIN)
            || revision.name().equals("refs/pr/1")
            || (revision.name().length() >= 7 && COMMIT.hex().startsWith(revision.name()));
    if (!known || !repos.containsKey(repo)) {
      return Optional.empty();
    }
    Instant modified = Instant.parse("2026-01-02T03:04:05Z");
    List<TreeEntry> entries = repos.get(repo);
    return Optional.of(
        partial.containsKey(repo)
            ? Snapshot.partial(repo, COMMIT, modified, entries)
            : Snapshot.complete(repo, COMMIT, modified, entries));
  }

  @Override
  public Optional<Path> file(BlobId blob) {
    return Optional.ofNullable(files.get(blob));
  }
}
