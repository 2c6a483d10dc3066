package io.hffs.fs.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.device.PeerAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LegacyNodesTest {

  private static final PeerAddress NOBODY = new PeerAddress("127.0.0.1", 1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir Path root;
  private LegacyNodes nodes;
  private FakeOldNode old;

  @BeforeEach
  void open() throws Exception {
    nodes = LegacyNodes.open(root);
    old = new FakeOldNode("/hffs_api/peers/ping");
  }

  @AfterEach
  void close() {
    nodes.close();
    old.close();
  }

  private PeerAddress address() {
    return new PeerAddress("127.0.0.1", old.port());
  }

  @Test
  void whatIsAddedIsThereAfterARestart() throws Exception {
    var unused = nodes.add(address(), PATIENCE);
    unused = nodes.add(NOBODY, PATIENCE);
    unused = nodes.add(address(), PATIENCE);

    assertThat(nodes.all()).extracting(LegacyPeer::address).containsExactly(NOBODY, address());
    try (LegacyNodes again = LegacyNodes.open(root)) {
      assertThat(again.all()).extracting(LegacyPeer::address).containsExactly(NOBODY, address());
      assertThat(again.all().get(0).state().reason()).contains("not asked yet");
    }
  }

  @Test
  void aNodeThatAnswersIsKnownAtOnce() throws Exception {
    LegacyPeer.State state = nodes.add(address(), PATIENCE).state();

    assertThat(state.answers()).isTrue();
    assertThat(state.seenAt()).isNotNull();
  }

  @Test
  void aNodeThatDoesNotAnswerIsAddedAllTheSame() throws Exception {
    LegacyPeer added = nodes.add(NOBODY, PATIENCE);

    assertThat(added.state().answers()).isFalse();
    assertThat(added.state().reason()).contains("127.0.0.1:1 does not answer");
    assertThat(nodes.all()).containsExactly(added);
  }

  @Test
  void aStateLastsUntilAnAnswerIsAnother() throws Exception {
    LegacyPeer added = nodes.add(address(), PATIENCE);
    LegacyPeer.State answered = added.state();
    added.ask();
    assertThat(added.state().since()).isEqualTo(answered.since());

    old.close();
    added.ask();

    assertThat(added.state().answers()).isFalse();
    assertThat(added.state().since()).isAfterOrEqualTo(answered.since());
    assertThat(added.state().seenAt()).isNotNull();
  }

  @Test
  void whatIsRemovedIsGoneForEver() throws Exception {
    var unused = nodes.add(NOBODY, PATIENCE);

    assertThat(nodes.remove(NOBODY)).isTrue();
    assertThat(nodes.remove(NOBODY)).isFalse();
    assertThat(nodes.all()).isEmpty();
    try (LegacyNodes again = LegacyNodes.open(root)) {
      assertThat(again.all()).isEmpty();
    }
  }

  @Test
  void aDamagedFileIsPutAsideAndCountsAsEmpty() throws Exception {
    Files.writeString(root.resolve(LegacyNodes.FILE_NAME), "{\"format\":1,\"nodes\":[\"a b\"]}");

    try (LegacyNodes again = LegacyNodes.open(root)) {
      assertThat(again.all()).isEmpty();
    }
    assertThat(root.resolve(LegacyNodes.FILE_NAME)).doesNotExist();
    try (var aside = Files.list(root.resolve("trash"))) {
      assertThat(aside).hasSize(1);
    }
  }
}
