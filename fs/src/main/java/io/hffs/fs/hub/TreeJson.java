package io.hffs.fs.hub;

import com.fasterxml.jackson.databind.JsonNode;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.TreeEntry;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the files of a tree from the pages of a listing. Names that no file system of ours can
 * show (empty, {@code ..}, too long, twice, file and directory at once) are left out and counted.
 *
 * <p>Not thread-safe.
 */
final class TreeJson {

  static final int MAX_ENTRIES = 1_000_000;

  private final String hub;
  private final TreeMap<String, TreeEntry> files = new TreeMap<>();
  private int entryCount;
  private int skippedCount;
  private @Nullable String firstSkipped;

  TreeJson(String hub) {
    this.hub = hub;
  }

  /** Adds a page; returns how many entries it had. */
  int add(JsonNode page) throws SourceException {
    if (!page.isArray()) {
      throw new SourceException(Kind.CORRUPT, hub + " sent a listing that is not a list");
    }
    entryCount += page.size();
    if (entryCount > MAX_ENTRIES) {
      throw new SourceException(
          Kind.CORRUPT, hub + " lists more than " + MAX_ENTRIES + " files; hffs does not go on");
    }
    for (JsonNode entry : page) {
      if (entry.path("type").asText().equals("file")) {
        addFile(entry);
      }
    }
    return page.size();
  }

  private void addFile(JsonNode entry) throws SourceException {
    String path = entry.path("path").asText();
    JsonNode lfs = entry.path("lfs");
    // The size beside "lfs" may be that of the pointer.
    JsonNode size = lfs.path("size").isIntegralNumber() ? lfs.path("size") : entry.path("size");
    if (!size.isIntegralNumber()
        || !size.canConvertToLong()
        || size.asLong() < 0
        || size.asLong() > TreeEntry.MAX_SIZE_BYTES) {
      throw new SourceException(Kind.CORRUPT, hub + " lists a file without a size");
    }
    if (!RepoPath.isValid(path) || files.containsKey(path)) {
      skip(path);
      return;
    }
    BlobId blob =
        lfs.isObject()
            ? digest(lfs.path("oid").asText(), BlobId.Algorithm.SHA256)
            : digest(entry.path("oid").asText(), BlobId.Algorithm.GIT_SHA1);
    files.put(path, new TreeEntry(new RepoPath(path), size.asLong(), blob));
  }

  private static @Nullable BlobId digest(String hex, BlobId.Algorithm algorithm) {
    return BlobId.fromHex(hex).filter(id -> id.algorithm() == algorithm).orElse(null);
  }

  private void skip(String path) {
    skippedCount++;
    if (firstSkipped == null) {
      firstSkipped = path;
    }
  }

  /** Returns the files, none of which is also a directory. */
  List<TreeEntry> files() {
    List<TreeEntry> kept = new ArrayList<>(files.size());
    for (TreeEntry file : files.values()) {
      if (isBelowAFile(file.path())) {
        skip(file.path().value());
      } else {
        kept.add(file);
      }
    }
    return kept;
  }

  private boolean isBelowAFile(RepoPath path) {
    for (String above = path.parent(); !above.isEmpty(); above = parent(above)) {
      if (files.containsKey(above)) {
        return true;
      }
    }
    return false;
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  int skippedCount() {
    return skippedCount;
  }

  /** Returns the first name that was left out; empty when there was none. */
  String firstSkipped() {
    return firstSkipped == null ? "" : Redaction.redact(firstSkipped);
  }
}
