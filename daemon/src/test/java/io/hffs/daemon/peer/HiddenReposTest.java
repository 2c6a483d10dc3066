package io.hffs.daemon.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.daemon.peer.TestCaller.Answer;
import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.peer.PeerProtocol;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.testhub.RepoAccess;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.TestHub;
import io.hffs.fs.testhub.TestRepo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the user may see by a token is for nobody else, however well it is guessed. */
@Timeout(60)
class HiddenReposTest {

  private static final String REPO = "org/hidden";
  private static final String LARGE = "large.bin";
  private static final String SMALL = "small.txt";
  private static final long SIZE = 2L * PeerProtocol.CHUNK_BYTES + 5;

  @TempDir Path home;
  private TestHub hub;
  private TestRepo repo;
  private TestMachine machine;
  private final TestCaller caller = TestCaller.device();
  private int asked;

  @BeforeEach
  void start() throws Exception {
    hub = TestHub.start();
    hub.addToken("hf_mine", "me");
    repo = hub.addRepo(REPO);
    repo.commit(
        "Add", files -> files.text(SMALL, "secret").lfs(LARGE, TestContent.generated(2, SIZE)));
    machine = TestMachine.withToken(home, hub.endpoint(), "hf_mine");
    machine.trust(caller.id());
  }

  @AfterEach
  void stop() throws Exception {
    machine.close();
    hub.close();
  }

  private Answer get(String path) {
    asked++;
    return caller.get(machine.port(), path);
  }

  private Answer getBlob(String path) throws IOException {
    asked++;
    String digest = repo.file("main", path).blob().hex();
    return caller.get(machine.port(), PeerProtocol.BLOBS + digest, "Range: bytes=0-1048575");
  }

  private void assertHidden(String commit) throws IOException {
    for (String path : List.of(LARGE, SMALL)) {
      Answer blob = getBlob(path);
      assertThat(blob.status()).isEqualTo(404);
      assertThat(blob.body()).isEmpty();
      assertThat(get(PeerProtocol.HOLDINGS).body())
          .contains("\"run\"")
          .doesNotContain(repo.file("main", path).blob().hex());
    }
    for (String name : List.of(REPO, "ORG/Hidden", "hidden")) {
      Answer refs = get(PeerProtocol.REFS + "?repo=" + name);
      Answer tree = get(PeerProtocol.SNAPSHOTS + "?repo=" + name + "&commit=" + commit);
      assertThat(List.of(refs.status(), tree.status())).containsOnly(404);
      assertThat(refs.body() + tree.body()).isEmpty();
    }
    assertThat(get(PeerProtocol.REPOS).body()).contains("repos").doesNotContain("idden");
  }

  @ParameterizedTest
  @EnumSource(names = {"PRIVATE", "GATED_AUTO", "GATED_MANUAL"})
  @FaultCase(25)
  void whatIsNotPublicIsNotThere(RepoAccess access, FaultRun run) throws Exception {
    repo.setAccess(access).grant("me");
    Snapshot tree = machine.fetch(REPO);
    assertThat(machine.read(tree, SMALL)).asString().isEqualTo("secret");

    assertHidden(tree.commit().hex());
    run.fired(asked, "questions for " + access + " content, by name and by digest");
  }

  @Test
  @FaultCase(25)
  void whatIsPublicNoLongerIsWithdrawnWhenThatIsSeen(FaultRun run) throws Exception {
    Snapshot tree = machine.fetch(REPO);
    assertThat(getBlob(LARGE).status()).isEqualTo(206);
    assertThat(get(PeerProtocol.REPOS).body()).contains(REPO);

    repo.setAccess(RepoAccess.PRIVATE).grant("me");
    machine.refresh(REPO);

    assertHidden(tree.commit().hex());
    run.fired(asked, "questions for what was public a moment ago");
  }
}
