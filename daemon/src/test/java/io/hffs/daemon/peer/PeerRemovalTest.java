package io.hffs.daemon.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hffs.daemon.api.AddPeerRequest;
import io.hffs.daemon.api.PeerView;
import io.hffs.fs.device.DeviceId;
import io.hffs.fs.device.PairedDevice;
import io.hffs.fs.device.Pairings;
import io.hffs.fs.device.PeerAddress;
import io.hffs.fs.peer.LegacyNodes;
import io.hffs.fs.peer.PeerState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerRemovalTest {

  private static final DeviceId DESK = new DeviceId("ab".repeat(32));
  private static final DeviceId NAS = new DeviceId("cd".repeat(32));

  @TempDir Path root;
  private Pairings pairings;
  private LegacyNodes nodes;
  private OldNodes oldNodes;
  private PeerRemoval removal;

  @BeforeEach
  void open() throws Exception {
    pairings = Pairings.open(root, Clock.systemUTC());
    nodes = LegacyNodes.open(root);
    oldNodes = new OldNodes(nodes);
    removal = new PeerRemoval(pairings, oldNodes, this::all);
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  private List<PeerView> all() {
    List<PeerView> all = new ArrayList<>(oldNodes.all());
    for (PairedDevice device : pairings.all()) {
      all.add(
          PeerViews.of(
              new PeerState(
                  device,
                  device.address(),
                  PeerState.Condition.ACTIVE,
                  Instant.EPOCH,
                  null,
                  0,
                  0,
                  0,
                  0),
              0));
    }
    return all;
  }

  private void pair(DeviceId id, String name, boolean introducer, @Nullable DeviceId by)
      throws IOException {
    PeerAddress address = new PeerAddress("127.0.0.1", 9009);
    if (by == null) {
      pairings.add(id, name, address, introducer);
    } else {
      pairings.introduce(id, name, address, introducer, by);
    }
  }

  private PeerView addOld(String host, @Nullable Integer port) throws IOException {
    return oldNodes.add(new AddPeerRequest(host, port, null, true));
  }

  @Test
  void anOldNodeIsAddedAtTheUsualPortUnlessToldOtherwise() throws Exception {
    assertThat(addOld("127.0.0.1", 1).address()).isEqualTo("127.0.0.1:1");
    assertThat(addOld("127.0.0.1:2", null).address()).isEqualTo("127.0.0.1:2");
    assertThat(addOld("127.0.0.1", null).address()).isEqualTo("127.0.0.1:9009");

    assertThat(oldNodes.all())
        .hasSize(3)
        .allSatisfy(
            node -> {
              assertThat(node.state()).isEqualTo(PeerView.State.LEGACY);
              assertThat(node.id()).isNull();
              assertThat(node.name()).isEqualTo(node.address());
            });
    assertThat(oldNodes.all().get(0).reason()).contains("does not answer");
  }

  @Test
  void aMistypedHostIsToldAsSuch() {
    assertThatThrownBy(() -> addOld("http://old", null))
        .hasMessageContaining("not the address of a machine");
  }

  @Test
  void anOldNodeIsRemovedByItsAddress() throws Exception {
    var unused = addOld("127.0.0.1", 1);
    pair(DESK, "desk", false, null);

    assertThat(removal.run("127.0.0.1:1"))
        .extracting(PeerView::name)
        .containsExactly("127.0.0.1:1");
    assertThat(all()).extracting(PeerView::name).containsExactly("desk");
  }

  @Test
  void aPairedMachineGoesWithThoseThatItIntroducedAndOldNodesStay() throws Exception {
    pair(DESK, "desk", true, null);
    pair(NAS, "a-nas", false, DESK);
    var unused = addOld("127.0.0.1", 1);

    assertThat(removal.run("abababab")).extracting(PeerView::name).containsExactly("desk", "a-nas");
    assertThat(all()).extracting(PeerView::name).containsExactly("127.0.0.1:1");
  }

  @Test
  void whoMeansSeveralIsAskedWhich() throws Exception {
    pair(DESK, "desk", false, null);
    var unused = addOld("127.0.0.1", 1);

    assertThatThrownBy(() -> removal.run("127.0.0.1"))
        .hasMessageContaining(DESK.abbreviated() + " or 127.0.0.1:1")
        .hasMessageContaining("first characters of its id");
    assertThat(all()).hasSize(2);
  }

  @Test
  void whoMeansNoneIsToldWhereTheyAreListed() {
    assertThatThrownBy(() -> removal.run("nobody")).hasMessageContaining("hffs peer ls");
  }
}
