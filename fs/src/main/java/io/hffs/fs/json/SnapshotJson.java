package io.hffs.fs.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.repo.TreeEntry;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tree as JSON.
 *
 * <pre>
 * {"repo":"acme/tiny","commit":"c1899de2...","lastModified":"2026-01-01T00:00:00Z","complete":true,
 *  "attested":true,"files":[["config.json",726,"0a9c3b..."],["hidden.bin",11,null]]}
 * </pre>
 *
 * A file is its path, its size in bytes and its digest. Reading throws {@link
 * IllegalArgumentException} on anything else. Pure.
 */
public final class SnapshotJson {

  private SnapshotJson() {}

  public static ObjectNode write(Snapshot snapshot) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("repo", snapshot.repo().toString());
    json.put("commit", snapshot.commit().hex());
    json.put("lastModified", snapshot.lastModified().toString());
    json.put("complete", snapshot.isComplete());
    if (snapshot.isAttested()) {
      json.put("attested", true);
    }
    ArrayNode files = json.putArray("files");
    for (TreeEntry entry : snapshot.files()) {
      BlobId blob = entry.blob();
      files
          .addArray()
          .add(entry.path().value())
          .add(entry.sizeBytes())
          .add(blob == null ? null : blob.hex());
    }
    return json;
  }

  /** Reads the tree of this repository at this commit, and of nothing else. */
  public static Snapshot read(JsonNode json, RepoId repo, CommitHash commit) {
    require(
        repo.toString().equals(json.path("repo").textValue())
            && commit.hex().equals(json.path("commit").textValue()),
        "the snapshot of something else");
    require(json.path("files").isArray() && json.path("complete").isBoolean(), "no files");
    List<TreeEntry> entries = new ArrayList<>();
    for (JsonNode file : json.path("files")) {
      require(file.path(0).isTextual() && isLong(file.path(1)), "not a file: " + file);
      entries.add(
          new TreeEntry(
              new RepoPath(file.path(0).textValue()), file.path(1).longValue(), blob(file)));
    }
    Instant lastModified = instant(json.path("lastModified"));
    if (json.path("attested").asBoolean()) {
      return Snapshot.attested(repo, commit, lastModified, entries);
    }
    return json.path("complete").booleanValue()
        ? Snapshot.complete(repo, commit, lastModified, entries)
        : Snapshot.partial(repo, commit, lastModified, entries);
  }

  private static @Nullable BlobId blob(JsonNode file) {
    return file.path(2).isTextual()
        ? BlobId.fromHex(file.path(2).textValue())
            .orElseThrow(() -> new IllegalArgumentException("not a digest: " + file))
        : null;
  }

  /** A number with more bits would be cut. */
  private static boolean isLong(JsonNode json) {
    return json.isIntegralNumber() && json.canConvertToLong();
  }

  private static Instant instant(JsonNode json) {
    require(json.isTextual(), "no time");
    try {
      return Instant.parse(json.textValue());
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("not a time: " + json, e);
    }
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
