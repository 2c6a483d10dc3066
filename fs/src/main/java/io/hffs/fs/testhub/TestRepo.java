package io.hffs.fs.testhub;

import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A repository of the test hub: commits, and refs that can be moved while it is served.
 *
 * <p>Thread-safe; every answer of the hub sees the state of one moment.
 */
public final class TestRepo {

  private static final Instant FIRST_COMMIT = Instant.parse("2025-01-01T12:00:00Z");
  private static final Duration BETWEEN_COMMITS = Duration.ofHours(1);

  private final Map<String, TestCommit> commits = new LinkedHashMap<>();
  private final Map<String, TestCommit> refs = new TreeMap<>();
  private final Map<String, String> tagObjects = new HashMap<>();
  private final Set<String> readers = ConcurrentHashMap.newKeySet();
  private final String internalId;
  private volatile RepoId id;
  private volatile RepoAccess access = RepoAccess.PUBLIC;
  private int commitCount;

  TestRepo(RepoId id, int number) {
    this.id = id;
    this.internalId = ContentDigests.sha256(number + " " + id).substring(0, 24);
  }

  public RepoId id() {
    return id;
  }

  /** Returns the digits that name it through all renames. */
  String internalId() {
    return internalId;
  }

  void rename(RepoId to) {
    id = to;
  }

  public RepoAccess access() {
    return access;
  }

  /** Changes who may see it, at once also for clients in the midst of a download. */
  public TestRepo setAccess(RepoAccess value) {
    access = value;
    return this;
  }

  /** Lets a user, by the name that {@link TestHub#addToken} gave, read it while it is closed. */
  public TestRepo grant(String user) {
    readers.add(user);
    return this;
  }

  boolean mayRead(@Nullable String user) {
    return switch (access) {
      case PUBLIC -> true;
      case DISABLED -> false;
      case PRIVATE, GATED_AUTO, GATED_MANUAL -> user != null && readers.contains(user);
    };
  }

  /** Adds a commit to main. */
  public CommitHash commit(String title, Consumer<TestTree.Builder> change) {
    return commit("main", title, change);
  }

  /** Adds a commit to a branch, which starts from main when it does not exist yet. */
  public synchronized CommitHash commit(
      String branch, String title, Consumer<TestTree.Builder> change) {
    TestCommit parent =
        Optional.ofNullable(refs.get(heads(branch))).orElse(refs.get(heads("main")));
    TestCommit commit = make(parent, title, change);
    refs.put(heads(branch), commit);
    return commit.hash();
  }

  /** Adds a commit that no ref names yet; {@link #moveBranch} can put a branch on it. */
  public synchronized CommitHash prepareCommit(String title, Consumer<TestTree.Builder> change) {
    return make(refs.get(heads("main")), title, change).hash();
  }

  private TestCommit make(
      @Nullable TestCommit parent, String title, Consumer<TestTree.Builder> change) {
    TestTree base = parent == null ? TestTree.EMPTY : parent.tree();
    TestTree.Builder files = new TestTree.Builder(base.files());
    change.accept(files);
    Instant date = FIRST_COMMIT.plus(BETWEEN_COMMITS.multipliedBy(commitCount++));
    TestCommit commit = TestCommit.of(parent, title, date, files.build());
    commits.put(commit.hash().hex(), commit);
    return commit;
  }

  /** Creates or moves a branch. */
  public TestRepo moveBranch(String branch, CommitHash commit) {
    return putRef(heads(branch), commit);
  }

  /** Creates or moves a lightweight tag. */
  public TestRepo tag(String name, CommitHash commit) {
    return putRef("refs/tags/" + name, commit);
  }

  /** Creates a tag object: the list of refs shows its id, everything else the commit behind it. */
  public synchronized TestRepo annotatedTag(String name, CommitHash commit) {
    String object = "object " + commit + "\ntype commit\ntag " + name + "\n\n" + name + "\n";
    tagObjects.put(
        "refs/tags/" + name,
        ContentDigests.gitObjectSha1(
            "tag", object.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    return putRef("refs/tags/" + name, commit);
  }

  /** Creates or moves any ref by its full name: {@code refs/pr/1}, {@code refs/convert/parquet}. */
  public synchronized TestRepo putRef(String ref, CommitHash commit) {
    refs.put(ref, require(commit));
    return this;
  }

  public synchronized TestRepo deleteRef(String ref) {
    refs.remove(ref);
    return this;
  }

  /** Makes a commit unknown, as after a force-push and a clean-up. Refs to it go too. */
  public synchronized TestRepo forget(CommitHash commit) {
    TestCommit gone = require(commit);
    commits.remove(commit.hex());
    refs.values().removeIf(gone::equals);
    return this;
  }

  private TestCommit require(CommitHash commit) {
    TestCommit known = commits.get(commit.hex());
    if (known == null) {
      throw new IllegalArgumentException(id + " has no commit " + commit);
    }
    return known;
  }

  /** Returns the commit that main names. */
  public CommitHash head() {
    return resolve("main").orElseThrow().hash();
  }

  /** Returns the file at a path in a revision; throws when there is none. */
  public TestFile file(String revision, String path) {
    return resolve(revision).orElseThrow().tree().file(path).orElseThrow();
  }

  /** Returns what a revision, decoded, stands for now. */
  public synchronized Optional<TestCommit> resolve(String revision) {
    if (revision.equals("HEAD")) {
      return Optional.ofNullable(refs.get(heads("main")));
    }
    for (String ref : List.of(heads(revision), "refs/tags/" + revision, revision)) {
      TestCommit commit = refs.get(ref);
      if (commit != null) {
        return Optional.of(commit);
      }
    }
    if (!revision.matches("[0-9a-f]{7,40}")) {
      return Optional.empty();
    }
    List<TestCommit> candidates =
        commits.values().stream().filter(c -> c.hash().hex().startsWith(revision)).toList();
    return candidates.size() == 1 ? Optional.of(candidates.get(0)) : Optional.empty();
  }

  /** A ref as the Hub lists it: {@code target} is the tag object of an annotated tag. */
  record Ref(String name, String target) {}

  /** Returns the refs whose full name begins so, sorted. */
  synchronized List<Ref> refs(String prefix) {
    return refs.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix))
        .map(
            entry ->
                new Ref(
                    entry.getKey(),
                    tagObjects.getOrDefault(entry.getKey(), entry.getValue().hash().hex())))
        .toList();
  }

  /** Returns a commit and all before it, newest first. */
  static List<TestCommit> history(TestCommit commit) {
    List<TestCommit> history = new ArrayList<>();
    Stream.iterate(commit, c -> c != null, TestCommit::parent).forEach(history::add);
    return history;
  }

  private static String heads(String branch) {
    return "refs/heads/" + branch;
  }

  @Override
  public String toString() {
    return id.toString();
  }
}
