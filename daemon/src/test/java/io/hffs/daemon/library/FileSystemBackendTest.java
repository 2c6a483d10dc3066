package io.hffs.daemon.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hffs.daemon.api.AccessToken;
import io.hffs.daemon.api.PinRequest;
import io.hffs.daemon.api.ProgressSink;
import io.hffs.daemon.api.RepoView;
import io.hffs.daemon.backend.Backend;
import io.hffs.daemon.backend.BackendFactory;
import io.hffs.daemon.config.ConfigLoader;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.testhub.RepoAccess;
import io.hffs.fs.testhub.TestHub;
import io.hffs.fs.testhub.TestRepo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSystemBackendTest {

  private static final RepoId MODEL = RepoId.parse("org/model");

  @TempDir Path home;
  private TestHub hub;
  private TestRepo repo;
  private Path root;
  private Path tokenFile;
  private Backend backend;
  private final FileSystemBackendFactory factory = new FileSystemBackendFactory();

  @BeforeEach
  void open() throws Exception {
    hub = TestHub.start();
    hub.addToken("hf_mine", "me");
    repo = hub.addRepo("org/model");
    repo.commit("Add", files -> files.text("a.txt", "first"));
    root = home.resolve("cache");
    tokenFile =
        Files.createFile(
            home.resolve("token"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.createDirectory(root);
    // All by the file, nothing by the environment.
    ConfigLoader loader = new ConfigLoader(Map.of(), home, Map.of());
    loader.store("cache.dir", root.toString());
    loader.store("hub.endpoint", hub.endpoint().toString());
    loader.store("hub.mirrors", "");
    loader.store("hf.cache", home.resolve("none").toString());
    loader.store("hf.token-file", tokenFile.toString());
    backend = factory.open(loader.load(), loader.shares(), Map.of(), BackendFactory.Use.COMMAND);
  }

  @AfterEach
  void close() throws Exception {
    backend.close();
    hub.close();
  }

  private CommitHash download(@Nullable AccessToken token) throws IOException {
    Snapshot snapshot = backend.resolve(MODEL, Revision.MAIN, token);
    backend.fetch(snapshot, Revision.MAIN, List.copyOf(snapshot.files()), token, ProgressSink.NONE);
    return snapshot.commit();
  }

  @Test
  void theEndpointAndTheTokenOfTheConfigurationFileAreUsed() throws Exception {
    Files.writeString(tokenFile, "hf_mine");

    assertThat(backend.whoami(null).user()).isEqualTo("me");
  }

  @Test
  void theTokenOfOneDownloadIsNotKept() throws Exception {
    repo.setAccess(RepoAccess.PRIVATE).grant("me");
    assertThatThrownBy(() -> download(null)).isInstanceOf(IOException.class);

    download(new AccessToken("hf_mine"));

    assertThatThrownBy(() -> backend.whoami(null)).hasMessageContaining("Not logged in");
  }

  @Test
  void allThatItMakesInTheCacheDirectoryIsItsOwn() throws Exception {
    download(null);
    backend.pin(new PinRequest(MODEL, null, true));

    try (var made = Files.list(root)) {
      assertThat(made.map(path -> path.getFileName().toString()))
          .isNotEmpty()
          .isSubsetOf(factory.ownedNames());
    }
  }

  @Test
  void aPinHoldsARevisionThatNothingElseNames() throws Exception {
    CommitHash first = download(null);
    backend.pin(new PinRequest(MODEL, Revision.of(first), true));
    repo.commit("Change", files -> files.text("a.txt", "second"));
    download(null);

    assertThat(backend.prune(true).items()).isEmpty();
    backend.pin(new PinRequest(MODEL, null, false));
    assertThat(backend.repos()).extracting(RepoView::pinned).containsExactly(false);
    assertThat(backend.prune(true).items()).hasSize(1);
  }

  @Test
  void aHubThatDoesNotAnswerIsWarnedOfUntilItDoes() throws Exception {
    assertThat(backend.warnings()).isEmpty();
    hub.goDark();
    assertThatThrownBy(() -> backend.resolve(MODEL, Revision.MAIN, null))
        .isInstanceOf(IOException.class);

    assertThat(backend.warnings())
        .singleElement()
        .asString()
        .startsWith("Source 'hub' has not answered since ");

    hub.comeBack();
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!backend.warnings().isEmpty()) {
      assertThat(System.nanoTime()).as("the hub is asked again in time").isLessThan(deadline);
      try {
        backend.resolve(MODEL, Revision.MAIN, null);
      } catch (IOException e) {
        Thread.onSpinWait(); // it is still left alone
      }
    }
  }

  @Test
  void aTokenThatTheHubRefusesIsWarnedOf() throws Exception {
    Files.writeString(tokenFile, "hf_revoked");
    assertThatThrownBy(() -> backend.resolve(MODEL, Revision.MAIN, null))
        .isInstanceOf(IOException.class);

    assertThat(backend.warnings())
        .singleElement()
        .asString()
        .startsWith("hub does not accept the token since ")
        .contains("hffs auth login");
  }

  @Test
  void whatIsNotCachedIsNeitherPinnedNorVerified() {
    assertThatThrownBy(() -> backend.pin(new PinRequest(MODEL, null, true)))
        .hasMessageContaining("Nothing of org/model is cached");
    assertThatThrownBy(() -> backend.pin(new PinRequest(MODEL, Revision.MAIN, false)))
        .hasMessageContaining("org/model@main was not pinned");
    assertThatThrownBy(() -> backend.verify(MODEL, ProgressSink.NONE))
        .hasMessageContaining("Nothing of org/model is cached");
  }

  @Test
  void whatIsCachedIsVerified() throws Exception {
    download(null);

    assertThat(backend.verify(MODEL, ProgressSink.NONE).files()).isEqualTo(1);
    assertThat(backend.verify(null, ProgressSink.NONE).problems()).isEqualTo(List.of());
  }
}
