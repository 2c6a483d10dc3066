package io.hffs.daemon.library;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.api.RemovalRequest;
import io.hffs.daemon.api.RemovalView;
import io.hffs.fs.HffsFileSystem;
import io.hffs.fs.cache.BlobStatus;
import io.hffs.fs.cache.Pin;
import io.hffs.fs.cache.SeenRef;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.repo.TreeEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Drops things from the cache: content only when nothing else that is cached uses it, and only what
 * is hffs's own, never the user's Hugging Face cache. One at a time.
 */
final class RepoRemoval {

  private final HffsFileSystem fs;

  RepoRemoval(HffsFileSystem fs) {
    this.fs = fs;
  }

  synchronized RemovalView remove(RemovalRequest request) throws IOException {
    List<Snapshot> named = named(request);
    RepoPath file = request.file();
    if (file != null) {
      return removeFile(named.get(0), file, request.dryRun());
    }
    return removeSnapshots(named, Set.of(), request.dryRun());
  }

  private List<Snapshot> named(RemovalRequest request) throws ApiException {
    RepoId repo = fs.local().canonical(request.repo()).orElse(request.repo());
    Revision revision = request.revision();
    List<Snapshot> known = own(repo);
    if (revision == null) {
      if (known.isEmpty()) {
        throw new ApiException(ErrorCode.NOT_FOUND, "Nothing of " + repo + " is cached.");
      }
      return known;
    }
    CommitHash commit =
        revision
            .commit()
            .or(() -> fs.metadata().ref(repo, revision).map(SeenRef::commit))
            .orElse(null);
    return List.of(
        known.stream()
            .filter(snapshot -> snapshot.commit().equals(commit))
            .findFirst()
            .orElseThrow(
                () ->
                    new ApiException(
                        ErrorCode.NOT_FOUND,
                        "Nothing of " + repo + " at " + revision + " is cached.")));
  }

  private List<Snapshot> own(RepoId repo) {
    List<Snapshot> snapshots = new ArrayList<>();
    for (CommitHash commit : fs.metadata().commits(repo)) {
      fs.metadata().snapshot(repo, commit).ifPresent(snapshots::add);
    }
    return snapshots;
  }

  private RemovalView removeFile(Snapshot snapshot, RepoPath path, boolean dryRun)
      throws IOException {
    TreeEntry entry =
        snapshot
            .file(path.value())
            .orElseThrow(
                () ->
                    new ApiException(
                        ErrorCode.NOT_FOUND, "There is no file " + path + " in " + snapshot));
    BlobId blob = entry.blob();
    long present = blob == null ? 0 : bytes(Set.of(blob)).getOrDefault(blob, 0L);
    if (blob == null || present == 0) {
      throw new ApiException(ErrorCode.NOT_FOUND, "Nothing of " + path + " is cached.");
    }
    for (Snapshot other : allOwn()) {
      for (TreeEntry user : other.files()) {
        boolean same =
            other.commit().equals(snapshot.commit())
                && other.repo().equals(snapshot.repo())
                && user.path().equals(path);
        if (!same && blob.equals(user.blob())) {
          throw new ApiException(
              ErrorCode.BUSY,
              "The content of "
                  + path
                  + " stays: "
                  + other.repo()
                  + " at "
                  + other.commit().abbreviated()
                  + " uses it as "
                  + user.path()
                  + ".");
        }
      }
    }
    if (!dryRun) {
      fs.cache().delete(blob);
    }
    return new RemovalView(List.of(snapshot.repo() + " " + path), present);
  }

  /** Drops what no branch or tag stands at and no pin holds, and content that nothing names. */
  synchronized RemovalView prune(boolean dryRun) throws IOException {
    List<Snapshot> unnamed = new ArrayList<>();
    for (RepoId repo : fs.metadata().repos()) {
      Set<CommitHash> named =
          fs.metadata().refs(repo).entrySet().stream()
              .filter(ref -> ref.getKey().commit().isEmpty())
              .map(ref -> ref.getValue().commit())
              .collect(Collectors.toSet());
      Set<CommitHash> pins = fs.metadata().pinnedCommits(repo);
      for (Snapshot snapshot : own(repo)) {
        boolean pinned = pins.contains(snapshot.commit());
        boolean open = fs.revisions().isOpen(repo, snapshot.commit());
        if (!named.contains(snapshot.commit()) && !pinned && !open) {
          unnamed.add(snapshot);
        }
      }
    }
    Set<BlobId> used = blobsOf(allOwn());
    Set<BlobId> orphans =
        fs.cache().blobs().stream()
            .map(BlobStatus::id)
            .filter(blob -> !used.contains(blob))
            .collect(Collectors.toSet());
    return removeSnapshots(unnamed, orphans, dryRun);
  }

  private RemovalView removeSnapshots(List<Snapshot> snapshots, Set<BlobId> orphans, boolean dryRun)
      throws IOException {
    Set<BlobId> going = new HashSet<>(blobsOf(snapshots));
    List<Snapshot> staying = new ArrayList<>(allOwn());
    staying.removeIf(
        snapshot ->
            snapshots.stream()
                .anyMatch(
                    gone ->
                        gone.repo().equals(snapshot.repo())
                            && gone.commit().equals(snapshot.commit())));
    going.removeAll(blobsOf(staying));
    going.addAll(orphans);
    Map<BlobId, Long> bytes = bytes(going);
    List<String> items = new ArrayList<>();
    snapshots.forEach(s -> items.add(s.repo() + " at " + s.commit().abbreviated()));
    if (!orphans.isEmpty()) {
      items.add(orphans.size() + " blobs that nothing names");
    }
    if (!dryRun) {
      for (BlobId blob : going) {
        fs.cache().delete(blob);
      }
      for (Snapshot snapshot : snapshots) {
        forget(snapshot);
      }
    }
    return new RemovalView(items, bytes.values().stream().mapToLong(Long::longValue).sum());
  }

  private void forget(Snapshot snapshot) throws IOException {
    RepoId repo = snapshot.repo();
    fs.layout().removeSnapshot(repo, snapshot.commit());
    for (Map.Entry<Revision, SeenRef> ref : fs.metadata().refs(repo).entrySet()) {
      if (ref.getValue().commit().equals(snapshot.commit())) {
        fs.metadata().deleteRef(repo, ref.getKey());
        fs.metadata().unpin(new Pin(repo, ref.getKey()));
      }
    }
    fs.metadata().deleteSnapshot(repo, snapshot.commit());
    if (fs.metadata().commits(repo).isEmpty()) {
      fs.metadata().deleteRepo(repo);
      fs.layout().removeRepo(repo);
    }
    fs.local().forget(repo);
  }

  private List<Snapshot> allOwn() {
    List<Snapshot> all = new ArrayList<>();
    for (RepoId repo : fs.metadata().repos()) {
      all.addAll(own(repo));
    }
    return all;
  }

  private static Set<BlobId> blobsOf(List<Snapshot> snapshots) {
    Set<BlobId> blobs = new HashSet<>();
    for (Snapshot snapshot : snapshots) {
      for (TreeEntry entry : snapshot.files()) {
        BlobId blob = entry.blob();
        if (blob != null) {
          blobs.add(blob);
        }
      }
    }
    return blobs;
  }

  private Map<BlobId, Long> bytes(Set<BlobId> blobs) {
    Map<BlobId, Long> bytes = new HashMap<>();
    for (BlobStatus status : fs.cache().blobs()) {
      if (blobs.contains(status.id())) {
        bytes.put(status.id(), status.presentBytes());
      }
    }
    return bytes;
  }
}
