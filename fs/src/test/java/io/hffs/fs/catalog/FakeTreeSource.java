package io.hffs.fs.catalog;

import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoRefs;
import io.hffs.fs.repo.RepoType;
import io.hffs.fs.repo.ResolvedRevision;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.repo.TreeEntry;
import io.hffs.fs.repo.Visibility;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import io.hffs.fs.source.TreeSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A tree source in memory that counts what it is asked and can be taken away. */
public final class FakeTreeSource implements TreeSource {

  public static final Instant MODIFIED = Instant.parse("2026-01-02T03:04:05Z");

  private final Map<RepoId, RepoId> renamed = new HashMap<>();
  private final Map<RepoId, Map<String, CommitHash>> revisions = new HashMap<>();
  private final Map<CommitHash, List<TreeEntry>> trees = new HashMap<>();
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private volatile boolean away;
  private volatile CountDownLatch silence = new CountDownLatch(0);

  /** Makes a revision of a repository stand for a commit with these files. */
  public synchronized FakeTreeSource put(
      RepoId repo, String revision, CommitHash commit, List<TreeEntry> files) {
    Map<String, CommitHash> known = revisions.computeIfAbsent(repo, key -> new HashMap<>());
    known.put(revision, commit);
    known.put(commit.hex(), commit);
    trees.put(commit, files);
    return this;
  }

  public synchronized FakeTreeSource rename(RepoId from, RepoId to) {
    renamed.put(from, to);
    return this;
  }

  /** From now on every call fails as if the network were gone, until {@link #comeBack}. */
  public void goAway() {
    away = true;
  }

  /** From now on {@link #resolve} does not return, until {@link #comeBack}. */
  public void goSilent() {
    silence = new CountDownLatch(1);
  }

  public void comeBack() {
    away = false;
    silence.countDown();
  }

  public List<String> requests() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  public void clearRequests() {
    requests.clear();
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public ResolvedRevision resolve(RepoId repo, Revision revision) throws SourceException {
    note("resolve " + repo + "@" + revision);
    try {
      silence.await();
    } catch (InterruptedException e) {
      throw new SourceException(Kind.UNAVAILABLE, "the test is over", e);
    }
    return answer(repo, revision);
  }

  private synchronized ResolvedRevision answer(RepoId repo, Revision revision)
      throws SourceException {
    RepoId canonical = renamed.getOrDefault(repo, repo);
    Map<String, CommitHash> known = revisions.get(canonical);
    if (known == null) {
      throw new SourceException(Kind.REPO_NOT_FOUND, "no repository " + repo);
    }
    CommitHash commit = known.get(revision.name());
    if (commit == null) {
      throw new SourceException(Kind.REVISION_NOT_FOUND, "no revision " + revision);
    }
    return new ResolvedRevision(canonical, revision, commit, MODIFIED, Visibility.PUBLIC);
  }

  @Override
  public synchronized Snapshot snapshot(ResolvedRevision at) throws SourceException {
    note("tree " + at.repo() + "@" + at.commit().abbreviated());
    List<TreeEntry> files = trees.get(at.commit());
    if (files == null) {
      throw new SourceException(Kind.REVISION_NOT_FOUND, "no commit " + at.commit());
    }
    return Snapshot.complete(at.repo(), at.commit(), at.lastModified(), files);
  }

  @Override
  public synchronized RepoRefs refs(RepoId repo) throws SourceException {
    note("refs " + repo);
    List<Revision> branches =
        revisions.getOrDefault(repo, Map.of()).keySet().stream()
            .filter(name -> !CommitHash.isValid(name))
            .map(Revision::new)
            .toList();
    return new RepoRefs(branches, List.of(), List.of());
  }

  @Override
  public synchronized List<RepoId> repositories(RepoType type, String namespace)
      throws SourceException {
    note("repositories " + namespace);
    return revisions.keySet().stream()
        .filter(repo -> repo.type() == type && namespace.equalsIgnoreCase(repo.namespace()))
        .toList();
  }

  @Override
  public boolean namespaceExists(String namespace) throws SourceException {
    note("namespace " + namespace);
    return false;
  }

  private void note(String request) throws SourceException {
    requests.add(request);
    if (away) {
      throw new SourceException(Kind.UNAVAILABLE, "the fake source is away");
    }
  }
}
