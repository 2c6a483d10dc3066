package io.hffs.fs.testhub;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hffs.fs.repo.RepoType;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The JSON forms of repositories, commits and their files. */
final class RepoJson {

  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final String MASK = "*".repeat(64);

  private RepoJson() {}

  static String date(Instant instant) {
    return MILLIS.format(instant);
  }

  /** Returns all that repo info shows, less the siblings. */
  static ObjectNode info(TestRepo repo, TestCommit commit) {
    String id = repo.id().id();
    ObjectNode info = Json.object();
    info.put("_id", repo.internalId()).put("id", id);
    if (repo.id().type() == RepoType.MODEL) {
      info.put("modelId", id);
    }
    info.put("author", Optional.ofNullable(repo.id().namespace()).orElse(""));
    info.put("sha", commit.hash().hex());
    info.put("lastModified", date(repo.resolve("main").orElse(commit).date()));
    List<TestCommit> history = TestRepo.history(commit);
    info.put("createdAt", date(history.get(history.size() - 1).date()));
    info.put("private", repo.access() == RepoAccess.PRIVATE);
    switch (repo.access()) {
      case GATED_AUTO -> info.put("gated", "auto");
      case GATED_MANUAL -> info.put("gated", "manual");
      default -> info.put("gated", false);
    }
    info.put("disabled", repo.access() == RepoAccess.DISABLED);
    info.put("downloads", 42).put("likes", 7).put("trendingScore", 1);
    info.putArray("tags").add("hffs-test");
    info.put("usedStorage", usedStorage(commit));
    switch (repo.id().type()) {
      case MODEL -> modelFields(info, commit);
      case DATASET -> info.put("description", "A data set of the test hub.");
      case SPACE -> {
        info.put("sdk", "static");
        info.putArray("models");
        info.putArray("datasets");
      }
    }
    return info;
  }

  private static void modelFields(ObjectNode info, TestCommit commit) {
    boolean transformers = commit.tree().file("config.json").isPresent();
    if (transformers) {
      info.put("library_name", "transformers").put("pipeline_tag", "text-generation");
    }
    info.putArray("spaces");
  }

  private static long usedStorage(TestCommit commit) {
    return commit.tree().files().values().stream().mapToLong(TestFile::sizeBytes).sum();
  }

  /** Returns the files as repo info shows them. */
  static ArrayNode siblings(TestCommit commit, Disclosure disclosure) {
    ArrayNode siblings = Json.array();
    commit
        .tree()
        .files()
        .forEach(
            (path, file) -> {
              ObjectNode sibling = siblings.addObject().put("rfilename", path);
              if (disclosure.sizes()) {
                sibling.put("size", file.sizeBytes()).put("blobId", file.gitSha1());
                if (file.isLfs()) {
                  sibling
                      .putObject("lfs")
                      .put("sha256", disclosure.masked() ? MASK : file.blob().hex())
                      .put("size", file.sizeBytes())
                      .put("pointerSize", file.pointer().length());
                }
              }
            });
    return siblings;
  }

  /**
   * How much is shown.
   *
   * @param sizes sizes and digests too
   * @param masked digests of LFS files as asterisks, for who has no access
   * @param xet Xet hashes of LFS files too
   * @param lastCommits of tree entries, the commit that last touched each
   */
  record Disclosure(boolean sizes, boolean masked, boolean xet, boolean lastCommits) {}

  /** Returns one entry of a listing. */
  static ObjectNode treeEntry(TestCommit commit, TestTree.Entry entry, Disclosure disclosure) {
    ObjectNode node = Json.object();
    TestFile file = entry.file();
    node.put("type", file == null ? "directory" : "file");
    node.put("oid", entry.oid());
    node.put("size", file == null ? 0 : file.sizeBytes());
    node.put("path", entry.path());
    if (file != null && file.isLfs()) {
      node.putObject("lfs")
          .put("oid", disclosure.masked() ? MASK : file.blob().hex())
          .put("size", file.sizeBytes())
          .put("pointerSize", file.pointer().length());
      if (disclosure.xet()) {
        node.put("xetHash", disclosure.masked() ? MASK : file.xetHash());
      }
    }
    if (disclosure.lastCommits()) {
      TestCommit last = lastCommitOf(commit, entry);
      node.putObject("lastCommit")
          .put("id", last.hash().hex())
          .put("title", last.title())
          .put("date", date(last.date()));
    }
    return node;
  }

  private static TestCommit lastCommitOf(TestCommit commit, TestTree.Entry entry) {
    TestCommit last = commit;
    TestCommit before = commit.parent();
    while (before != null
        && before.tree().entry(entry.path()).filter(e -> e.oid().equals(entry.oid())).isPresent()) {
      last = before;
      before = before.parent();
    }
    return last;
  }

  static ObjectNode commit(TestCommit commit) {
    ObjectNode node = Json.object().put("id", commit.hash().hex()).put("title", commit.title());
    node.put("message", "").put("date", date(commit.date()));
    node.putArray("authors").addObject().put("user", "hffs-demo").put("avatar", "/avatar.svg");
    return node;
  }
}
