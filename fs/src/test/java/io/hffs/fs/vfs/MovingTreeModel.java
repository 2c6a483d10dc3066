package io.hffs.fs.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hffs.fs.cache.BlobCache;
import io.hffs.fs.cache.CacheConfig;
import io.hffs.fs.catalog.CatalogConfig;
import io.hffs.fs.catalog.FakeTreeSource;
import io.hffs.fs.catalog.HeldRevisions;
import io.hffs.fs.catalog.LocalKnowledge;
import io.hffs.fs.catalog.LocalKnowledges;
import io.hffs.fs.catalog.RemoteCalls;
import io.hffs.fs.catalog.RepoCatalog;
import io.hffs.fs.catalog.Snapshots;
import io.hffs.fs.faults.Steps;
import io.hffs.fs.read.OpenBlobs;
import io.hffs.fs.read.SmallFiles;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.source.SourceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A tree of which one branch moves, and beside it what docs/semantics.md says of where it is held.
 * What is seen of it, names, sizes and bytes, must be of that commit and no other.
 */
final class MovingTreeModel implements AutoCloseable {

  private static final RepoId REPO = RepoId.parse("acme/tiny");
  private static final String ROOT = "/acme/tiny/main";
  private static final Duration IDLE = CatalogConfig.DEFAULT.idleAfter();

  private record Handle(long id, NumberedCommits.Commit commit, String name) {}

  private final Path folder;
  private final Random random;
  private final Steps steps;
  private final NumberedCommits commits;
  private final FakeTreeSource source;
  private final TestTime time = new TestTime();
  private final List<Handle> open = new ArrayList<>();
  private RemoteCalls calls;
  private BlobCache cache;
  private HeldRevisions revisions;
  private RepoFileSystem files;

  // The model.
  private NumberedCommits.@Nullable Commit held;
  private NumberedCommits.@Nullable Commit next;
  private long usedNanos;
  private boolean away;
  private long moves;
  private long looksWhileAway;

  MovingTreeModel(Path folder, Random random, Steps steps) throws IOException {
    this.folder = folder;
    this.random = random;
    this.steps = steps;
    this.commits = new NumberedCommits(random);
    this.source = new FakeTreeSource();
    push();
    start();
    look();
  }

  private void start() throws IOException {
    calls = new RemoteCalls();
    LocalKnowledge local = LocalKnowledges.in(folder, time.clock());
    CatalogConfig config = CatalogConfig.DEFAULT;
    RepoCatalog catalog = new RepoCatalog(local, source, calls, config, time::nanos);
    revisions = new HeldRevisions(local, source, calls, config, time::nanos);
    CacheConfig room = CacheConfig.defaults().withMinFreeBytes(0);
    cache = BlobCache.open(folder, room, commits, Clock.systemUTC());
    files =
        new RepoFileSystem(
            catalog,
            revisions,
            new Snapshots(local, source, calls, config),
            cache,
            new OpenBlobs(cache),
            new SmallFiles(cache),
            folder,
            Duration.ofSeconds(20),
            () -> "{}",
            () -> 1,
            time.clock());
  }

  long moves() {
    return moves;
  }

  long refused() {
    return looksWhileAway;
  }

  void step() throws Exception {
    switch (random.nextInt(40)) {
      case 0, 1, 2, 3 -> push();
      case 4, 5, 6, 7, 8 -> pass(Duration.ofSeconds(random.nextInt(40)));
      case 9, 10 -> pass(Duration.ofSeconds(61));
      case 11, 12 -> refresh();
      case 13 -> setAway(!away);
      case 14 -> restart();
      case 15, 16, 17, 18, 19, 20 -> release();
      case 21, 22, 23, 24, 25, 26 -> open();
      case 27, 28, 29, 30, 31 -> readOpen();
      default -> look();
    }
  }

  private void push() {
    NumberedCommits.Commit commit = commits.next();
    steps.note("push " + commit);
    source.put(REPO, "main", commit.hash(), commit.entries());
  }

  private void pass(Duration by) {
    steps.note("pass " + by);
    time.pass(by);
  }

  private void setAway(boolean gone) {
    steps.note(gone ? "the source goes away" : "the source comes back");
    away = gone;
    if (gone) {
      source.goAway();
    } else {
      source.comeBack();
    }
  }

  private void refresh() throws IOException {
    steps.note("refresh");
    if (away) {
      assertThat(
              catchThrowableOfType(
                  SourceException.class, () -> revisions.refresh(REPO, Revision.MAIN)))
          .isNotNull();
      return;
    }
    revisions.refresh(REPO, Revision.MAIN);
    next = commits.latest();
    if (held == null) {
      moveTo(commits.latest());
    }
    applyNext();
  }

  /** What a use of the branch does, by docs/semantics.md. */
  private void use() {
    if (held == null) {
      moveTo(commits.latest()); // the first look is taken while the source is there
    } else if (open.isEmpty() && time.nanos() - usedNanos >= IDLE.toNanos() && !away) {
      next = null; // what is asked now is newer than any refresh
      moveTo(commits.latest());
    }
    applyNext();
    usedNanos = time.nanos();
  }

  private void applyNext() {
    if (next != null && open.isEmpty()) {
      moveTo(next);
      next = null;
      usedNanos = time.nanos();
    }
  }

  private void moveTo(NumberedCommits.Commit commit) {
    moves += held != null && held != commit ? 1 : 0;
    held = commit;
  }

  /** Lists and looks at each name: all of one commit. */
  private void look() throws IOException {
    steps.note("look");
    use();
    looksWhileAway += away ? 1 : 0;
    NumberedCommits.Commit commit = held;
    List<String> names;
    try {
      names = files.list(ROOT).stream().map(DirectoryEntry::name).toList();
    } catch (SourceException e) {
      acceptUnknown(e, commit);
      return;
    }
    steps.note("saw " + names);
    assertThat(names).as("names at %s", commit).containsExactlyElementsOf(commit.names());
    commit.known();
    for (String name : commits.allNames()) {
      if (commit.names().contains(name)) {
        assertThat(files.attributes(ROOT + "/" + name).sizeBytes())
            .as("size of %s at %s", name, commit)
            .isEqualTo(commit.content(name).length);
      } else {
        assertThat(
                catchThrowableOfType(VfsException.class, () -> files.attributes(ROOT + "/" + name)))
            .as("%s at %s", name, commit)
            .extracting(VfsException::reason)
            .isEqualTo(VfsException.Reason.NO_SUCH_ENTRY);
      }
    }
  }

  /** Only a tree that nobody told may be missing, only while the source is away: as unknown. */
  private void acceptUnknown(SourceException failure, NumberedCommits.Commit commit) {
    assertThat(away && !commit.isKnown()).as("%s at %s", failure, commit).isTrue();
    assertThat(failure.isNotFound()).as("unknown is not absent").isFalse();
  }

  private void open() throws IOException {
    String name = commits.allNames().get(random.nextInt(commits.allNames().size()));
    steps.note("open " + name);
    use();
    NumberedCommits.Commit commit = held;
    try {
      open.add(new Handle(handle(name), commit, name));
      assertThat(commit.names()).as("names at %s", commit).contains(name);
      commit.known();
    } catch (VfsException e) {
      assertThat(commit.names()).as("%s at %s", e, commit).doesNotContain(name);
    } catch (SourceException e) {
      acceptUnknown(e, commit);
    }
  }

  /** As the kernel does: a name that may be of another commit is looked up again. */
  private long handle(String name) throws IOException {
    try {
      return files.open(ROOT + "/" + name).handle();
    } catch (VfsException e) {
      if (e.reason() != VfsException.Reason.STALE_NAME) {
        throw e;
      }
      files.attributes(ROOT + "/" + name);
      return files.open(ROOT + "/" + name).handle();
    }
  }

  private void readOpen() throws IOException {
    if (open.isEmpty()) {
      return;
    }
    Handle handle = open.get(random.nextInt(open.size()));
    steps.note("read " + handle);
    byte[] content = handle.commit().content(handle.name());
    ByteBuffer bytes = ByteBuffer.allocate(content.length + 1);
    assertThat(files.read(handle.id(), 0, bytes)).isEqualTo(content.length);
    assertThat(new String(bytes.array(), 0, content.length, StandardCharsets.UTF_8))
        .isEqualTo(new String(content, StandardCharsets.UTF_8));
  }

  private void release() {
    if (!open.isEmpty()) {
      Handle handle = open.remove(random.nextInt(open.size()));
      steps.note("release " + handle);
      files.release(handle.id());
      usedNanos = time.nanos();
    }
  }

  /** A new process on the same directory, after the branch was idle. */
  private void restart() throws IOException {
    if (away || random.nextInt(4) > 0) {
      return;
    }
    steps.note("restart");
    open.forEach(handle -> files.release(handle.id()));
    open.clear();
    calls.close();
    cache.close();
    time.pass(IDLE);
    held = null;
    next = null;
    start();
    look();
  }

  @Override
  public void close() throws IOException {
    calls.close();
    cache.close();
  }
}
