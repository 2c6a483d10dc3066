package io.hffs.daemon.library;

import io.hffs.daemon.api.FileView;
import io.hffs.daemon.api.RepoView;
import io.hffs.fs.HffsFileSystem;
import io.hffs.fs.cache.BlobStatus;
import io.hffs.fs.cache.Pin;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.repo.TreeEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lists what is cached. Reads the local disk, asks nobody. Thread-safe. */
final class RepoListing {

  private final HffsFileSystem fs;

  RepoListing(HffsFileSystem fs) {
    this.fs = fs;
  }

  /** Returns the trees of a repository that are known here. */
  List<Snapshot> snapshots(RepoId repo) {
    return fs.local().commits(repo).stream()
        .map(commit -> fs.local().snapshot(repo, commit))
        .flatMap(Optional::stream)
        .toList();
  }

  List<RepoView> repos() {
    Map<BlobId, BlobStatus> blobs =
        fs.cache().blobs().stream().collect(Collectors.toMap(BlobStatus::id, Function.identity()));
    Set<RepoId> pinned = fs.metadata().pins().stream().map(Pin::repo).collect(Collectors.toSet());
    List<RepoView> views = new ArrayList<>();
    for (RepoId repo : fs.local().repositories()) {
      RepoView view = view(repo, blobs, pinned.contains(repo));
      if (view.cachedBytes() > 0 || view.pinned()) {
        views.add(view);
      }
    }
    return views;
  }

  private RepoView view(RepoId repo, Map<BlobId, BlobStatus> blobs, boolean pinned) {
    Set<BlobId> seen = new HashSet<>();
    Set<String> files = new HashSet<>();
    long cached = 0;
    long total = 0;
    Instant lastUsed = null;
    for (Snapshot snapshot : snapshots(repo)) {
      for (TreeEntry entry : snapshot.files()) {
        BlobId blob = entry.blob();
        long present = present(blob);
        if (present > 0) {
          files.add(entry.path().value());
        }
        if (blob != null && seen.add(blob)) {
          cached += present;
          total += entry.sizeBytes();
          lastUsed = later(lastUsed, blobs.get(blob));
        }
      }
    }
    Path folder = fs.layout().path().resolve(repo.cacheFolder());
    return new RepoView(
        repo, cached, total, files.size(), folder, revisions(repo), lastUsed, pinned);
  }

  private static @Nullable Instant later(@Nullable Instant known, @Nullable BlobStatus status) {
    if (status == null) {
      return known;
    }
    return known == null || status.lastUsed().isAfter(known) ? status.lastUsed() : known;
  }

  private long present(@Nullable BlobId blob) {
    return blob == null ? 0 : fs.cache().presentBytes(blob);
  }

  private List<Revision> revisions(RepoId repo) {
    return Stream.concat(
            fs.local().branches(repo).stream(), fs.local().commits(repo).stream().map(Revision::of))
        .toList();
  }

  List<FileView> files(RepoId repo) {
    Map<CommitHash, List<Revision>> refs = new HashMap<>();
    for (Revision branch : fs.local().branches(repo)) {
      fs.local()
          .ref(repo, branch)
          .ifPresent(
              seen ->
                  refs.computeIfAbsent(seen.at().commit(), key -> new ArrayList<>()).add(branch));
    }
    List<FileView> views = new ArrayList<>();
    for (Snapshot snapshot : snapshots(repo)) {
      List<Revision> here = refs.getOrDefault(snapshot.commit(), List.of());
      for (TreeEntry entry : snapshot.files()) {
        views.add(
            new FileView(
                here,
                snapshot.commit(),
                entry.path(),
                entry.sizeBytes(),
                present(entry.blob()),
                entry.blob(),
                localPath(snapshot, entry)));
      }
    }
    views.sort(
        Comparator.comparing((FileView view) -> view.commit().hex()).thenComparing(FileView::path));
    return views;
  }

  private @Nullable Path localPath(Snapshot snapshot, TreeEntry entry) {
    BlobId blob = entry.blob();
    Path shown = folder(snapshot).resolve(entry.path().value());
    if (Files.isRegularFile(shown)) {
      return shown;
    }
    return blob == null ? null : fs.cache().completedFile(blob).orElse(null);
  }

  /** Returns the folder of a snapshot in the layout of the Hugging Face cache. */
  Path folder(Snapshot snapshot) {
    return fs.layout()
        .path()
        .resolve(snapshot.repo().cacheFolder())
        .resolve("snapshots")
        .resolve(snapshot.commit().hex());
  }
}
