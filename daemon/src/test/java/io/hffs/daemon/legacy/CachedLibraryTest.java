package io.hffs.daemon.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.cache.BlobCache;
import io.hffs.fs.cache.CacheConfig;
import io.hffs.fs.cache.MetadataStore;
import io.hffs.fs.catalog.SharedLibrary;
import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.range.ByteRange;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.ResolvedRevision;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.repo.TreeEntry;
import io.hffs.fs.repo.Visibility;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.BlobSink;
import io.hffs.fs.source.BlobSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachedLibraryTest {

  private static final RepoId OPEN = RepoId.parse("acme/open");
  private static final RepoId GATED = RepoId.parse("acme/gated");
  private static final RepoId KEPT = RepoId.parse("acme/kept");
  private static final CommitHash FIRST = new CommitHash("0123abcd" + "1".repeat(32));
  private static final CommitHash SECOND = new CommitHash("0123abce" + "2".repeat(32));
  private static final BlobId BLOB = BlobId.sha256("ab".repeat(32));
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  /** Has nothing, and may not be asked. */
  private static final class Nothing implements BlobSource {

    @Override
    public String name() {
      return "nothing";
    }

    @Override
    public void fetch(BlobRef blob, ByteRange range, BlobSink sink) throws IOException {
      throw new IOException("nothing may be fetched");
    }
  }

  @TempDir Path root;
  private MetadataStore metadata;
  private BlobCache cache;
  private CachedLibrary library;

  @BeforeEach
  void open() throws Exception {
    metadata = MetadataStore.open(root);
    cache = BlobCache.open(root, CacheConfig.defaults(), new Nothing(), Clock.systemUTC());
    library = new CachedLibrary(new SharedLibrary(metadata, repo -> !repo.equals(KEPT)), cache);
    save(OPEN, FIRST, Visibility.PUBLIC);
    save(GATED, FIRST, Visibility.GATED);
    save(KEPT, FIRST, Visibility.PUBLIC);
  }

  @AfterEach
  void close() throws Exception {
    cache.close();
  }

  private void save(RepoId repo, CommitHash commit, Visibility visibility) throws IOException {
    metadata.save(
        Snapshot.complete(
            repo, commit, NOW, List.of(new TreeEntry(new RepoPath("a.bin"), 10, BLOB))));
    metadata.saveRef(new ResolvedRevision(repo, Revision.MAIN, commit, NOW, visibility), NOW);
  }

  private boolean has(RepoId repo, String revision) {
    return library.snapshot(repo, new Revision(revision)).isPresent();
  }

  @Test
  void aSharedRepositoryIsFoundByBranchAndByCommit() {
    assertThat(library.knows(OPEN)).isTrue();
    assertThat(has(OPEN, "main")).isTrue();
    assertThat(has(OPEN, FIRST.hex())).isTrue();
    assertThat(has(OPEN, "other")).isFalse();
    assertThat(has(OPEN, SECOND.hex())).isFalse();
  }

  @Test
  void aShortCommitWillDoWhileItNamesOne() throws Exception {
    assertThat(has(OPEN, "0123abc")).isTrue();
    assertThat(has(OPEN, "0123ab")).as("shorter than git's shortest").isFalse();

    save(OPEN, SECOND, Visibility.PUBLIC);

    assertThat(has(OPEN, "0123abc")).as("two begin so").isFalse();
    assertThat(library.snapshot(OPEN, new Revision("0123abcd")).orElseThrow().commit())
        .isEqualTo(FIRST);
  }

  @Test
  @FaultCase(25)
  void whatIsNotPublicOrNotSharedIsNotKnown(FaultRun run) {
    List<RepoId> hidden = List.of(GATED, KEPT, RepoId.parse("acme/unknown"));
    for (RepoId repo : hidden) {
      assertThat(library.knows(repo)).as(repo.toString()).isFalse();
      assertThat(has(repo, "main")).isFalse();
      assertThat(has(repo, FIRST.hex())).isFalse();
      assertThat(has(repo, "0123abcd")).isFalse();
    }
    run.fired(hidden.size(), "hidden repositories asked for by the legacy port");
  }

  @Test
  void anOldNameIsKnownToo() throws Exception {
    metadata.saveAlias(RepoId.parse("open"), OPEN);

    assertThat(library.knows(RepoId.parse("open"))).isTrue();
    assertThat(has(RepoId.parse("open"), "main")).isTrue();
  }

  @Test
  void aBlobThatIsNotCompleteHasNoFile() {
    assertThat(library.file(BLOB)).isEmpty();
  }
}
