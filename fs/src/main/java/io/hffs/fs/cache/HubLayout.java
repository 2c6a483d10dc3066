package io.hffs.fs.cache;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hffs.fs.os.DurableFiles;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.repo.TreeEntry;
import io.hffs.fs.source.BlobRef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows complete blobs as the official client's cache does, so that {@code HF_HUB_CACHE=<root>/hub}
 * works without a mount:
 *
 * <pre>
 * hub/CACHEDIR.TAG
 * hub/models--Qwen--Qwen3-0.6B/
 *   blobs/0a9c3b...                        a hard link to the data file
 *   refs/main                              c1899de2..., 40 characters and no newline
 *   snapshots/c1899de2.../config.json      -> ../../blobs/0a9c3b...
 *   trees/c1899de2....json                 what the commit holds, when that is known
 * </pre>
 *
 * <p>Thread-safe; everything may be done twice. Blocks on the local disk.
 */
public final class HubLayout implements BlobListener {

  private static final Logger log = LoggerFactory.getLogger(HubLayout.class);
  private static final String CACHEDIR_TAG =
      """
      Signature: 8a477f597d28d172789f06886806bc55
      # This file is a cache directory tag created by hffs.
      """;

  private final Path hub;
  private final MetadataStore metadata;

  /**
   * Makes the layout under {@code root/hub}.
   *
   * @param root of the cache
   * @param metadata says which refs lead to a commit, and what it holds
   */
  public HubLayout(Path root, MetadataStore metadata) {
    this.hub = root.resolve("hub");
    this.metadata = metadata;
  }

  /** Returns the directory to set {@code HF_HUB_CACHE} to. */
  public Path path() {
    return hub;
  }

  @Override
  public void completed(BlobRef place, Path file) {
    try {
      publish(place.repo(), place.commit(), place.path(), place.id(), file);
    } catch (IOException e) {
      log.warn("{}/{} cannot be shown in {}: {}", place.repo(), place.path(), hub, e.toString());
    }
  }

  /**
   * Shows all files of a snapshot whose blobs are complete.
   *
   * @param completed gives the data file of a complete blob
   */
  public void publish(Snapshot snapshot, Function<BlobId, Optional<Path>> completed)
      throws IOException {
    for (TreeEntry entry : snapshot.files()) {
      BlobId blob = entry.blob();
      Optional<Path> file = blob == null ? Optional.empty() : completed.apply(blob);
      if (blob != null && file.isPresent()) {
        publish(snapshot.repo(), snapshot.commit(), entry.path(), blob, file.get());
      }
    }
  }

  /** Writes a ref, if anything of its commit is shown; there is nothing behind it otherwise. */
  public void publishRef(RepoId repo, Revision revision, CommitHash commit) throws IOException {
    if (revision.commit().isPresent() || !Files.isDirectory(snapshot(repo, commit))) {
      return;
    }
    Path file = folder(repo).resolve("refs").resolve(revision.name());
    byte[] content = commit.hex().getBytes(StandardCharsets.US_ASCII);
    if (!Files.isRegularFile(file) || !commit.hex().equals(Files.readString(file))) {
      DurableFiles.replace(file, content);
    }
  }

  /** Takes a blob out of all repositories, and the names that led to it. */
  @Override
  public void removed(BlobId blob) {
    if (!Files.isDirectory(hub)) {
      return;
    }
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(hub, "*--*")) {
      for (Path folder : folders) {
        if (Files.deleteIfExists(folder.resolve("blobs").resolve(blob.hex()))) {
          removeDangling(folder.resolve("snapshots"), blob);
        }
      }
    } catch (IOException e) {
      log.warn("Blob {} cannot be taken out of {}: {}", blob, hub, e.toString());
    }
  }

  /** Takes a whole repository out. The data files stay where they are. */
  public void removeRepo(RepoId repo) throws IOException {
    deleteTree(folder(repo));
  }

  /** Takes one commit out. Its blobs stay in the repository for other commits. */
  public void removeSnapshot(RepoId repo, CommitHash commit) throws IOException {
    deleteTree(snapshot(repo, commit));
    Files.deleteIfExists(treeFile(repo, commit));
    for (Map.Entry<Revision, SeenRef> ref : metadata.refs(repo).entrySet()) {
      if (ref.getValue().commit().equals(commit)) {
        Files.deleteIfExists(folder(repo).resolve("refs").resolve(ref.getKey().name()));
      }
    }
  }

  private void publish(RepoId repo, CommitHash commit, RepoPath path, BlobId id, Path file)
      throws IOException {
    boolean newCommit = !Files.isDirectory(snapshot(repo, commit));
    tagDirectory();
    if (newCommit) {
      describe(repo, commit); // first: after a crash the names alone would pass for all of it
    }
    linkBlob(folder(repo).resolve("blobs").resolve(id.hex()), file);
    Path name = snapshot(repo, commit).resolve(path.value());
    Path target =
        Path.of("../".repeat(2 + (int) path.value().chars().filter(c -> c == '/').count()))
            .resolve("blobs")
            .resolve(id.hex());
    link(name, target);
    if (newCommit) {
      publishRefs(repo, commit);
    }
  }

  private void publishRefs(RepoId repo, CommitHash commit) throws IOException {
    for (Map.Entry<Revision, SeenRef> ref : metadata.refs(repo).entrySet()) {
      if (ref.getValue().commit().equals(commit)) {
        publishRef(repo, ref.getKey(), commit);
      }
    }
  }

  /** Adds the tree of a commit, when that is known. */
  private void describe(RepoId repo, CommitHash commit) throws IOException {
    Optional<Snapshot> tree = metadata.snapshot(repo, commit).filter(Snapshot::isComplete);
    if (tree.isPresent() && tree.get().files().stream().allMatch(e -> e.blob() != null)) {
      writeTree(tree.get());
    }
  }

  /** Lets the client tell a part of a commit from the whole of it. */
  private void writeTree(Snapshot snapshot) throws IOException {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("format_version", 1);
    ObjectNode files = json.putObject("files");
    for (TreeEntry entry : snapshot.files()) {
      BlobId blob = entry.blob();
      ObjectNode file = files.putObject(entry.path().value()).put("size", entry.sizeBytes());
      if (blob != null && blob.algorithm() == BlobId.Algorithm.SHA256) {
        file.put("blob_id", pointerOf(blob, entry.sizeBytes()).hex());
        file.put("lfs_sha256", blob.hex()).put("lfs_size", entry.sizeBytes());
      } else if (blob != null) {
        file.put("blob_id", blob.hex());
      }
    }
    DurableFiles.replace(
        treeFile(snapshot.repo(), snapshot.commit()),
        json.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the blob that git has in place of an LFS file, as the tree of the Hub shows it. */
  static BlobId pointerOf(BlobId lfs, long sizeBytes) {
    String pointer =
        "version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %d\n"
            .formatted(lfs.hex(), sizeBytes);
    byte[] bytes = pointer.getBytes(StandardCharsets.US_ASCII);
    BlobDigest digest = new BlobDigest(BlobId.Algorithm.GIT_SHA1, bytes.length);
    digest.update(ByteBuffer.wrap(bytes));
    return digest.finish();
  }

  private void tagDirectory() throws IOException {
    Path tag = hub.resolve("CACHEDIR.TAG");
    if (!Files.exists(tag)) {
      DurableFiles.replace(tag, CACHEDIR_TAG.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private interface Making {
    void run() throws IOException;
  }

  /** Makes something, and the directories that it lies in when they are not there. */
  private static void make(Path place, Making making) throws IOException {
    try {
      making.run();
    } catch (NoSuchFileException e) {
      Files.createDirectories(DurableFiles.parentOf(place));
      making.run();
    }
  }

  /** A hard link survives the mover of a cache and costs nothing; a soft one does everywhere. */
  private static void linkBlob(Path link, Path file) throws IOException {
    try {
      try {
        make(link, () -> Files.createLink(link, file));
      } catch (FileAlreadyExistsException e) {
        if (!Files.isSameFile(link, file)) {
          Files.deleteIfExists(link);
          Files.createLink(link, file);
        }
      }
    } catch (FileAlreadyExistsException e) {
      log.debug("{} was made by another thread", link);
    } catch (IOException | UnsupportedOperationException e) {
      link(link, DurableFiles.parentOf(link).toRealPath().relativize(file.toRealPath()));
    }
  }

  private static void link(Path name, Path target) throws IOException {
    try {
      try {
        make(name, () -> Files.createSymbolicLink(name, target));
      } catch (FileAlreadyExistsException e) {
        if (!Files.isSymbolicLink(name) || !Files.readSymbolicLink(name).equals(target)) {
          Files.deleteIfExists(name);
          Files.createSymbolicLink(name, target);
        }
      }
    } catch (FileAlreadyExistsException e) {
      // With the same target: a path at a commit has one.
      log.debug("{} was made by another thread", name);
    }
  }

  private static void removeDangling(Path snapshots, BlobId blob) throws IOException {
    walk(
        snapshots,
        file -> {
          if (Files.isSymbolicLink(file)
              && Files.readSymbolicLink(file).getFileName().toString().equals(blob.hex())) {
            Files.deleteIfExists(file);
          }
        });
  }

  private void deleteTree(Path folder) throws IOException {
    if (!folder.normalize().startsWith(hub)) {
      throw new IllegalArgumentException(folder + " is not in " + hub);
    }
    walk(folder, Files::deleteIfExists);
  }

  private interface FileAction {
    void on(Path file) throws IOException;
  }

  /**
   * Visits what is not a directory, links not followed; removes directories that are empty then.
   */
  private static void walk(Path folder, FileAction action) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            action.on(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failure)
              throws IOException {
            try (DirectoryStream<Path> rest = Files.newDirectoryStream(directory)) {
              if (!rest.iterator().hasNext()) {
                Files.deleteIfExists(directory);
              }
            } catch (NoSuchFileException e) {
              log.debug("{} is gone already", directory);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private Path folder(RepoId repo) {
    return hub.resolve(repo.cacheFolder());
  }

  private Path snapshot(RepoId repo, CommitHash commit) {
    return folder(repo).resolve("snapshots").resolve(commit.hex());
  }

  private Path treeFile(RepoId repo, CommitHash commit) {
    return folder(repo).resolve("trees").resolve(commit.hex() + ".json");
  }
}
