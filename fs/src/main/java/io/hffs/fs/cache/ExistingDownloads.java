package io.hffs.fs.cache;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.repo.TreeEntry;
import io.hffs.fs.source.BlobRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The user's own Hugging Face cache ({@code HF_HUB_CACHE}), as the official client keeps it. Only
 * ever read. What it says is what that client saw: good for trees while no Hub can be asked; its
 * bytes count only after their digest was verified.
 *
 * <p>Thread-safe. Every call looks at the disk; nothing is remembered here.
 */
public final class ExistingDownloads {

  private static final Logger log = LoggerFactory.getLogger(ExistingDownloads.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A tree file of a repository with a million files is about this large. */
  private static final long MAX_TREE_BYTES = 256L << 20;

  private final Path hubCache;

  /** The directory need not exist, now or ever. */
  public ExistingDownloads(Path hubCache) {
    this.hubCache = hubCache;
  }

  /** Returns a file that should hold this blob: its content is not looked at. */
  public Optional<Path> blobFile(BlobRef place) {
    Path folder = folder(place.repo());
    Path blob = folder.resolve("blobs").resolve(place.id().hex());
    if (Files.isRegularFile(blob)) {
      return Optional.of(blob);
    }
    // Without links (HF_HUB_DISABLE_SYMLINKS=1, Windows) the file itself is in the snapshot.
    Path direct = snapshotFolder(place.repo(), place.commit()).resolve(place.path().value());
    return Files.isRegularFile(direct) ? Optional.of(direct) : Optional.empty();
  }

  /** Returns the repositories that have a folder. */
  public List<RepoId> repos() {
    List<RepoId> repos = new ArrayList<>();
    for (String name : names(hubCache)) {
      RepoId.fromCacheFolder(name).ifPresent(repos::add);
    }
    return repos;
  }

  /** Returns the commit that a revision stood for when the client last looked. */
  public Optional<CommitHash> commit(RepoId repo, Revision revision) {
    if (revision.commit().isPresent()) {
      return revision.commit().filter(commit -> commits(repo).contains(commit));
    }
    Path ref = folder(repo).resolve("refs").resolve(revision.name());
    return readRef(ref);
  }

  /** Returns all refs of a repository. */
  public Map<Revision, CommitHash> refs(RepoId repo) {
    Path refs = folder(repo).resolve("refs");
    Map<Revision, CommitHash> found = new TreeMap<>(Comparator.comparing(Revision::name));
    try (Stream<Path> files = Files.walk(refs)) {
      files
          .filter(Files::isRegularFile)
          .forEach(
              file -> {
                String name = refs.relativize(file).toString().replace('\\', '/');
                if (Revision.isValid(name)) {
                  readRef(file).ifPresent(commit -> found.put(new Revision(name), commit));
                }
              });
    } catch (IOException | UncheckedIOException e) {
      log.debug("No refs in {}: {}", refs, e.toString());
    }
    return found;
  }

  /** Returns the commits of which there is a snapshot folder. */
  public List<CommitHash> commits(RepoId repo) {
    List<CommitHash> commits = new ArrayList<>();
    for (String name : names(folder(repo).resolve("snapshots"))) {
      if (CommitHash.isValid(name)) {
        commits.add(new CommitHash(name));
      }
    }
    return commits;
  }

  /** Tells whether the client was told that this file does not exist at this commit. */
  public boolean isKnownAbsent(RepoId repo, CommitHash commit, RepoPath path) {
    return Files.exists(
        folder(repo).resolve(".no_exist").resolve(commit.hex()).resolve(path.value()));
  }

  /**
   * Returns what is known of a commit: complete when the client kept the whole tree, else the files
   * that were downloaded. Empty when there is nothing.
   */
  public Optional<Snapshot> snapshot(RepoId repo, CommitHash commit) {
    Optional<Snapshot> tree = tree(repo, commit);
    return tree.isPresent() ? tree : downloaded(repo, commit);
  }

  private Optional<Snapshot> tree(RepoId repo, CommitHash commit) {
    Path file = folder(repo).resolve("trees").resolve(commit.hex() + ".json");
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MAX_TREE_BYTES) {
        return Optional.empty();
      }
      JsonNode root = JSON.readTree(file.toFile());
      if (root.path("format_version").asInt() != 1 || !root.path("files").isObject()) {
        return Optional.empty();
      }
      List<TreeEntry> entries = new ArrayList<>();
      for (Map.Entry<String, JsonNode> each : root.path("files").properties()) {
        entries.add(treeEntry(each.getKey(), each.getValue()));
      }
      Instant time = Files.getLastModifiedTime(file).toInstant();
      return Optional.of(Snapshot.complete(repo, commit, time, entries));
    } catch (IOException | IllegalArgumentException e) {
      log.info("Not using {}: {}", file, e.toString());
      return Optional.empty();
    }
  }

  private static TreeEntry treeEntry(String path, JsonNode file) {
    boolean lfs = file.hasNonNull("lfs_sha256");
    long size = file.path(file.hasNonNull("lfs_size") ? "lfs_size" : "size").asLong(-1);
    String digest = file.path(lfs ? "lfs_sha256" : "blob_id").asText("");
    return new TreeEntry(new RepoPath(path), size, BlobId.fromHex(digest).orElse(null));
  }

  private Optional<Snapshot> downloaded(RepoId repo, CommitHash commit) {
    Path folder = snapshotFolder(repo, commit);
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    List<TreeEntry> entries = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        TreeEntry entry = Files.isRegularFile(file) ? downloadedEntry(folder, file) : null;
        if (entry != null) {
          entries.add(entry);
        }
      }
      Instant time = Files.getLastModifiedTime(folder).toInstant();
      return Optional.of(Snapshot.partial(repo, commit, time, entries));
    } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
      log.info("Not using {}: {}", folder, e.toString());
      return Optional.empty();
    }
  }

  /** Only a link says which blob a file is; without one it cannot be verified, so is left out. */
  private static @Nullable TreeEntry downloadedEntry(Path folder, Path file) throws IOException {
    String path = folder.relativize(file).toString().replace('\\', '/');
    if (!Files.isSymbolicLink(file) || !RepoPath.isValid(path)) {
      return null;
    }
    Path target = Files.readSymbolicLink(file).getFileName();
    Optional<BlobId> blob = target == null ? Optional.empty() : BlobId.fromHex(target.toString());
    return blob.isEmpty() ? null : new TreeEntry(new RepoPath(path), Files.size(file), blob.get());
  }

  private static Optional<CommitHash> readRef(Path ref) {
    try {
      if (!Files.isRegularFile(ref) || Files.size(ref) > 64) {
        return Optional.empty();
      }
      String text = Files.readString(ref, StandardCharsets.US_ASCII).strip();
      return CommitHash.isValid(text) ? Optional.of(new CommitHash(text)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static List<String> names(Path directory) {
    List<String> names = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      return names;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        names.add(entry.getFileName().toString());
      }
    } catch (IOException e) {
      log.info("Cannot list {}: {}", directory, e.toString());
    }
    Collections.sort(names);
    return names;
  }

  private Path folder(RepoId repo) {
    return hubCache.resolve(repo.cacheFolder());
  }

  private Path snapshotFolder(RepoId repo, CommitHash commit) {
    return folder(repo).resolve("snapshots").resolve(commit.hex());
  }
}
