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

/** Where blobs lie: {@code blobs/<first 2 hex>/<hex>} and {@code <hex>.journal} beside it. */
record BlobPaths(Path blobs) {

  private static final String JOURNAL = ".journal";

  Path data(BlobId id) {
    return blobs.resolve(id.hex().substring(0, 2)).resolve(id.hex());
  }

  Path journal(BlobId id) {
    return data(id).resolveSibling(id.hex() + JOURNAL);
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
    Optional<BlobId> id = BlobId.fromHex(name);
    return DurableFiles.isTemporary(name)
        || (id.isPresent() && file.equals(data(id.get())) && !Files.exists(journal(id.get())));
  }

  private static Optional<BlobId> idOf(Path journal) {
    String name = journal.getFileName().toString();
    return BlobId.fromHex(name.substring(0, name.length() - JOURNAL.length()));
  }
}
