package io.hffs.fs.cache;

import io.hffs.fs.os.DurableFiles;
import io.hffs.fs.repo.BlobId;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where blobs lie: {@code blobs/<first 2 hex>/<hex>} when they are whole, {@code <hex>.partial}
 * until then, and {@code <hex>.journal} beside it. So whoever opens the one name, whenever he was
 * told of it, opens a whole file or none.
 */
record BlobPaths(Path blobs) {

  private static final String JOURNAL = ".journal";
  private static final String PARTIAL = ".partial";

  /** Returns the name of a blob that is whole, and checked against its digest. */
  Path whole(BlobId id) {
    return blobs.resolve(id.hex().substring(0, 2)).resolve(id.hex());
  }

  Path journal(BlobId id) {
    return whole(id).resolveSibling(id.hex() + JOURNAL);
  }

  /** Returns the name of a blob of which parts are missing or not proven. */
  Path partial(BlobId id) {
    return whole(id).resolveSibling(id.hex() + PARTIAL);
  }

  /** Returns that of its two names which is there; that of a partial one when neither is. */
  Path data(BlobId id) {
    Path whole = whole(id);
    return Files.isRegularFile(whole) ? whole : partial(id);
  }

  /** Returns the blobs that have a journal. Files with other names are not ours to judge. */
  List<BlobId> stored() throws IOException {
    List<BlobId> ids = new ArrayList<>();
    if (!Files.isDirectory(blobs)) {
      return ids;
    }
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(blobs, "[0-9a-f][0-9a-f]")) {
      for (Path folder : folders) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + JOURNAL)) {
          for (Path file : files) {
            idOf(file).ifPresent(ids::add);
          }
        }
      }
    }
    return ids;
  }

  /**
   * Removes what a crash left: data files without a journal, of which no byte is known to be good,
   * and journals that were being written. Files with other names stay.
   */
  void removeLeftovers() throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(blobs, "[0-9a-f][0-9a-f]")) {
      for (Path folder : folders) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
          for (Path file : files) {
            if (isLeftover(file)) {
              Files.deleteIfExists(file);
            }
          }
        }
      }
    }
  }

  private boolean isLeftover(Path file) {
    String name = file.getFileName().toString();
    Optional<BlobId> id =
        BlobId.fromHex(name.endsWith(PARTIAL) ? withoutSuffix(name, PARTIAL) : name);
    return DurableFiles.isTemporary(name) || (id.isPresent() && !Files.exists(journal(id.get())));
  }

  private static Optional<BlobId> idOf(Path journal) {
    return BlobId.fromHex(withoutSuffix(journal.getFileName().toString(), JOURNAL));
  }

  private static String withoutSuffix(String name, String suffix) {
    return name.substring(0, name.length() - suffix.length());
  }
}
