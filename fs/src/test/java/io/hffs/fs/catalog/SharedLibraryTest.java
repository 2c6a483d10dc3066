package io.hffs.fs.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.cache.MetadataStore;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.ResolvedRevision;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.repo.TreeEntry;
import io.hffs.fs.repo.Visibility;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedLibraryTest {

  private static final RepoId OPEN = RepoId.parse("acme/open");
  private static final RepoId GATED = RepoId.parse("acme/gated");
  private static final CommitHash COMMIT = new CommitHash("1".repeat(40));
  private static final BlobId BLOB = BlobId.sha256("ab".repeat(32));
  private static final BlobId SECRET = BlobId.sha256("cd".repeat(32));
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path root;
  private MetadataStore metadata;
  private SharedLibrary library;

  @BeforeEach
  void open() {
    metadata = MetadataStore.open(root);
    library = new SharedLibrary(metadata, repo -> !repo.name().equals("kept"));
  }

  @Test
  void aPublicRepositoryIsSharedWithItsBlobs() throws Exception {
    save(OPEN, BLOB, Visibility.PUBLIC);

    assertThat(library.repos()).containsExactly(OPEN);
    assertThat(library.snapshot(OPEN, COMMIT)).isPresent();
    assertThat(library.refs(OPEN)).containsKey(Revision.MAIN);
    assertThat(library.place(BLOB).orElseThrow().repo()).isEqualTo(OPEN);
  }

  @Test
  void nothingOfAGatedOrPrivateOneIs() throws Exception {
    save(OPEN, BLOB, Visibility.PUBLIC);
    save(GATED, SECRET, Visibility.GATED);
    save(RepoId.parse("acme/private"), SECRET, Visibility.PRIVATE);

    assertThat(library.repos()).containsExactly(OPEN);
    assertThat(library.snapshot(GATED, COMMIT)).isEmpty();
    assertThat(library.refs(GATED)).isEmpty();
    assertThat(library.place(SECRET)).isEmpty();
  }

  @Test
  void aBlobOfAGatedRepositoryThatAPublicOneHasTooIsShared() throws Exception {
    save(GATED, SECRET, Visibility.GATED);
    save(OPEN, SECRET, Visibility.PUBLIC);

    assertThat(library.place(SECRET).orElseThrow().repo()).isEqualTo(OPEN);
  }

  @Test
  void aRepositoryThatBecomesGatedIsWithdrawnAtOnce() throws Exception {
    save(OPEN, BLOB, Visibility.PUBLIC);
    assertThat(library.place(BLOB)).isPresent();

    see(OPEN, Visibility.GATED, NOW.plusSeconds(1));

    assertThat(library.place(BLOB)).isEmpty();
    assertThat(library.snapshot(OPEN, COMMIT)).isEmpty();
  }

  @Test
  void whatTheUserKeepsIsNotShared() throws Exception {
    RepoId kept = RepoId.parse("acme/kept");
    save(kept, BLOB, Visibility.PUBLIC);

    assertThat(library.isPublic(kept)).isTrue();
    assertThat(library.repos()).isEmpty();
    assertThat(library.place(BLOB)).isEmpty();
  }

  @Test
  void whatTheUserSharesChangesWhatIsFound() throws Exception {
    Set<RepoId> kept = new HashSet<>(Set.of(OPEN));
    library = new SharedLibrary(metadata, repo -> !kept.contains(repo));
    save(OPEN, BLOB, Visibility.PUBLIC);
    assertThat(library.place(BLOB)).isEmpty();

    kept.clear();
    library.sharesChanged();
    assertThat(library.place(BLOB)).isPresent();

    kept.add(OPEN);
    assertThat(library.place(BLOB)).isEmpty();
  }

  @Test
  void whatOnlyAPairedMachineSaidIsNotToldOnUntilTheHubSaysSo() throws Exception {
    see(OPEN, Visibility.PUBLIC, NOW);
    metadata.save(Snapshot.attested(OPEN, COMMIT, NOW, files(BLOB)));
    assertThat(library.place(BLOB)).isEmpty();
    assertThat(library.repos()).isEmpty();

    metadata.save(Snapshot.complete(OPEN, COMMIT, NOW, files(BLOB)));

    assertThat(library.place(BLOB)).isPresent();
    assertThat(MetadataStore.open(root).snapshot(OPEN, COMMIT).orElseThrow().isAttested())
        .isFalse();
  }

  @Test
  void theWordOfAPairedMachineSurvivesARestartAsSuch() throws Exception {
    metadata.save(Snapshot.attested(OPEN, COMMIT, NOW, files(BLOB)));

    Snapshot read = MetadataStore.open(root).snapshot(OPEN, COMMIT).orElseThrow();

    assertThat(read.isAttested()).isTrue();
    assertThat(read.isComplete()).isTrue();
  }

  private void save(RepoId repo, BlobId blob, Visibility visibility) throws IOException {
    metadata.save(Snapshot.complete(repo, COMMIT, NOW, files(blob)));
    see(repo, visibility, NOW);
  }

  private void see(RepoId repo, Visibility visibility, Instant at) throws IOException {
    metadata.saveRef(new ResolvedRevision(repo, Revision.MAIN, COMMIT, NOW, visibility), at);
  }

  private static List<TreeEntry> files(BlobId blob) {
    return List.of(new TreeEntry(new RepoPath("a.bin"), 10, blob));
  }
}
