package io.hffs.fs.cache;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hffs.fs.json.SnapshotJson;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoRefs;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.repo.Visibility;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The values of the metadata files as JSON, by example; in the files {@link SealedJson} puts a
 * checksum in front:
 *
 * <pre>
 * snapshots/models--Qwen--Qwen3-0.6B/c1899de2....json
 *   {"format":1,"repo":"Qwen/Qwen3-0.6B","commit":"c1899de2...","lastModified":"2025-07-26T03:46:27Z",
 *    "complete":true,"attested":true,"files":[["config.json",726,"0a9c3b..."],["hidden.bin",11,null]]}
 * refs/models--Qwen--Qwen3-0.6B.json
 *   {"format":1,"refs":{"main":{"commit":"c1899de2...","lastModified":"...","visibility":"PUBLIC",
 *    "seenAt":"..."}},"listed":{"branches":["main"],"tags":[],"converts":[]}}
 * aliases.json
 *   {"format":1,"aliases":{"gpt2":"openai-community/gpt2"}}
 * pins.json
 *   {"format":1,"pins":[["Qwen/Qwen3-0.6B"],["openai-community/gpt2","main"]]}
 * </pre>
 *
 * Reading throws {@link IllegalArgumentException} on anything else.
 */
final class MetadataJson {

  /** All that is kept in one file of {@code refs/}. */
  record RefsFile(Map<Revision, SeenRef> refs, Optional<RepoRefs> listed) {

    /** Tells whether the refs stand for the same, whenever that was seen. */
    boolean standsFor(RefsFile other) {
      for (Map.Entry<Revision, SeenRef> ref : refs.entrySet()) {
        SeenRef seen = other.refs.get(ref.getKey());
        if (seen == null || !ref.getValue().standsFor(seen)) {
          return false;
        }
      }
      return refs.size() == other.refs.size();
    }
  }

  private static final int FORMAT = 1;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private MetadataJson() {}

  static ObjectNode write(Snapshot snapshot) {
    return SnapshotJson.write(snapshot).put("format", FORMAT);
  }

  static Snapshot snapshot(JsonNode json, RepoId repo, CommitHash commit) {
    check(json);
    return SnapshotJson.read(json, repo, commit);
  }

  static ObjectNode write(RefsFile file) {
    ObjectNode json = object();
    ObjectNode refs = json.putObject("refs");
    file.refs()
        .forEach(
            (revision, seen) ->
                refs.putObject(revision.name())
                    .put("commit", seen.commit().hex())
                    .put("lastModified", seen.lastModified().toString())
                    .put("visibility", seen.visibility().name())
                    .put("seenAt", seen.seenAt().toString()));
    file.listed()
        .ifPresent(
            listed -> {
              ObjectNode lists = json.putObject("listed");
              names(lists.putArray("branches"), listed.branches());
              names(lists.putArray("tags"), listed.tags());
              names(lists.putArray("converts"), listed.converts());
            });
    return json;
  }

  static RefsFile refsFile(JsonNode json) {
    check(json);
    Map<Revision, SeenRef> refs = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> each : json.path("refs").properties()) {
      JsonNode ref = each.getValue();
      refs.put(
          new Revision(each.getKey()),
          new SeenRef(
              new CommitHash(text(ref, "commit")),
              instant(ref, "lastModified"),
              Visibility.valueOf(text(ref, "visibility")),
              instant(ref, "seenAt")));
    }
    JsonNode listed = json.path("listed");
    return new RefsFile(
        refs,
        listed.isObject()
            ? Optional.of(
                new RepoRefs(
                    revisions(listed.path("branches")),
                    revisions(listed.path("tags")),
                    revisions(listed.path("converts"))))
            : Optional.empty());
  }

  static ObjectNode writeAliases(Map<RepoId, RepoId> aliases) {
    ObjectNode json = object();
    ObjectNode map = json.putObject("aliases");
    aliases.forEach((asked, canonical) -> map.put(asked.toString(), canonical.toString()));
    return json;
  }

  static Map<RepoId, RepoId> aliases(JsonNode json) {
    check(json);
    Map<RepoId, RepoId> aliases = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> each : json.path("aliases").properties()) {
      aliases.put(RepoId.parse(each.getKey()), RepoId.parse(each.getValue().asText()));
    }
    return aliases;
  }

  static ObjectNode writePins(Iterable<Pin> pins) {
    ObjectNode json = object();
    ArrayNode list = json.putArray("pins");
    for (Pin pin : pins) {
      ArrayNode entry = list.addArray().add(pin.repo().toString());
      Revision revision = pin.revision();
      if (revision != null) {
        entry.add(revision.name());
      }
    }
    return json;
  }

  static List<Pin> pins(JsonNode json) {
    check(json);
    List<Pin> pins = new ArrayList<>();
    for (JsonNode pin : json.path("pins")) {
      Revision revision = pin.has(1) ? new Revision(pin.path(1).asText()) : null;
      pins.add(new Pin(RepoId.parse(pin.path(0).asText()), revision));
    }
    return pins;
  }

  private static ObjectNode object() {
    return NODES.objectNode().put("format", FORMAT);
  }

  private static void check(JsonNode json) {
    require(json.path("format").asInt() == FORMAT, "not format " + FORMAT);
  }

  private static void names(ArrayNode array, List<Revision> revisions) {
    revisions.forEach(revision -> array.add(revision.name()));
  }

  private static List<Revision> revisions(JsonNode array) {
    List<Revision> revisions = new ArrayList<>();
    array.forEach(name -> revisions.add(new Revision(name.asText())));
    return revisions;
  }

  private static String text(JsonNode json, String field) {
    require(json.path(field).isTextual(), "no " + field);
    return json.path(field).textValue();
  }

  private static Instant instant(JsonNode json, String field) {
    try {
      return Instant.parse(text(json, field));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("not a time: " + field, e);
    }
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
