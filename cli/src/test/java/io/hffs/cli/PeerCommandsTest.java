package io.hffs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.daemon.api.AddPeerRequest;
import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.api.InviteRequest;
import io.hffs.daemon.api.PeerView;
import io.hffs.daemon.api.RemovePeerRequest;
import io.hffs.daemon.api.SearchRequest;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.Revision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The verbs about other machines. */
class PeerCommandsTest extends CommandFixture {

  private static final PeerView OLD =
      peer("10.0.0.9:9090", "10.0.0.9:9090", PeerView.State.LEGACY, null);

  private static PeerView peer(String name, String address, PeerView.State state, String reason) {
    return new PeerView(
        null, name, address, state, Instant.EPOCH, reason, 0, 0, 0, 0, 7_000, false, null);
  }

  @Test
  void anInviteIsOneLineOnStandardOutput() {
    assertThat(hffs("peer", "invite")).isZero();

    assertThat(installation.done).containsExactly("start null null");
    assertThat(api.asked).containsExactly(new InviteRequest(false, Duration.ofMinutes(15)));
    assertThat(out).isEqualToIgnoringNewLines("hffs1.token");
    assertThat(err)
        .contains("On the other machine: hffs peer add HOST --invite TOKEN")
        .contains("good until")
        .doesNotContain("hffs1.token");
    assertThat(api.closed).isTrue();
  }

  @Test
  void anInviteCanBeForAGroupAndForLonger() throws Exception {
    api.invitePort = 9100;

    assertThat(hffs("peer", "invite", "--group", "--valid", "2h")).isZero();
    assertThat(api.asked).containsExactly(new InviteRequest(true, Duration.ofHours(2)));
    assertThat(err).contains("hffs peer add HOST --port 9100 --invite TOKEN");
    hffs("peer", "invite", "--json");
    assertThat(json().get("token").asText()).isEqualTo("hffs1.token");
  }

  @ParameterizedTest
  @CsvSource({"soon, not a duration: 'soon'", "2d, write 1s to 24h", "0s, write 1s to 24h"})
  void anInviteIsNotGoodForEver(String time, String explanation) {
    assertThat(hffs("peer", "invite", "--valid", time)).isEqualTo(2);

    assertThat(err).contains(explanation);
    assertThat(installation.done).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--port", "-p"})
  void addPairsWithTheInviter(String port) {
    assertThat(hffs("peer", "add", "desk", port, "9100", "--invite", "hffs1.token")).isZero();

    assertThat(api.asked).containsExactly(new AddPeerRequest("desk", 9100, "hffs1.token", false));
    assertThat(out).isEmpty();
    assertThat(err).contains("Added desk (10.0.0.2:9009); it shares with this machine");
  }

  @Test
  void anOldNodeNeedsNoInvite() {
    api.added = OLD;

    assertThat(hffs("peer", "add", "10.0.0.9", "--port", "9090", "--legacy")).isZero();

    assertThat(api.asked).containsExactly(new AddPeerRequest("10.0.0.9", 9090, null, true));
    assertThat(err).contains("Added 10.0.0.9:9090, an old node").contains("--legacy-port");
  }

  @Test
  void addWithoutAnInviteSaysHowToGetOne() {
    assertThat(hffs("peer", "add", "desk")).isEqualTo(2);

    assertThat(err)
        .contains("run 'hffs peer invite' there")
        .contains("'hffs peer add desk --invite TOKEN'")
        .contains("--legacy");
    assertThat(installation.done).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "peer add desk --invite t --legacy",
        "peer add desk --invite t --port 0",
        "peer add desk --invite t --port 65536",
        "peer add desk --invite t --port http",
        "peer add --invite t",
        "peer rm",
        "model search"
      })
  void whatCannotBeMeantIsWrongUse(String line) {
    assertThat(hffs(line.split(" "))).isEqualTo(2);
    assertThat(err).startsWith("hffs: ");
    assertThat(installation.done).isEmpty();
  }

  @Test
  void aRefusedInviteIsAFailure() {
    api.failure = new ApiException(ErrorCode.DENIED, "The invite has expired; make another.");

    assertThat(hffs("peer", "add", "desk", "--invite", "hffs1.token")).isEqualTo(1);
    assertThat(err).isEqualToIgnoringNewLines("hffs: The invite has expired; make another.");
  }

  @Test
  void lsListsWhatPeersHaveAndWhyOneIsNotThere() throws Exception {
    api.peers =
        List.of(
            FakeApi.DESK,
            OLD,
            peer("attic", null, PeerView.State.BANNED, "It sent wrong bytes twice."));

    assertThat(hffs("peer", "ls")).isZero();

    assertThat(out.lines().map(line -> line.replaceAll("since .{16}", "since TIME")))
        .containsExactly(
            "NAME           ADDRESS        STATE                          HOLDS"
                + "               FROM PEER              TO PEER",
            "desk           10.0.0.2:9009  active                         4.9 GB in 12 files"
                + "  1.2 GB, now 35.0 MB/s  0 B",
            "10.0.0.9:9090  10.0.0.9:9090  legacy                         -"
                + "                   0 B                    7.0 kB",
            "attic          -              banned since TIME  -                   0 B"
                + "                    7.0 kB");
    assertThat(err).isEqualToIgnoringNewLines("attic: It sent wrong bytes twice.");
    hffs("peer", "ls", "--json");
    assertThat(json().get(0).get("state").asText()).isEqualTo("active");
  }

  @Test
  void lsOfNothingSaysHowToBegin() {
    api.peers = List.of();

    assertThat(hffs("peer", "ls")).isZero();
    assertThat(out).isEmpty();
    assertThat(err).contains("No peer is configured.").contains("hffs peer invite");
  }

  @ParameterizedTest
  @CsvSource({
    "peer rm desk, desk",
    "peer remove desk:9100, desk:9100",
    "peer rm 10.0.0.2 --port 9009, 10.0.0.2:9009",
    "peer rm fe80::1 -p 9009, [fe80::1]:9009",
    "peer rm [fe80::1] -p 9009, [fe80::1]:9009"
  })
  void rmNamesOneMachine(String line, String who) {
    assertThat(hffs(line.split(" "))).isZero();

    assertThat(api.asked).containsExactly(new RemovePeerRequest(who));
    assertThat(err).contains("Removed desk (10.0.0.2:9009); it is refused from now on");
  }

  @Test
  void rmTellsWhoWentWithIt() {
    api.peers = List.of(FakeApi.DESK, peer("attic", null, PeerView.State.UNREACHABLE, "no answer"));

    hffs("peer", "rm", "desk");

    assertThat(err).contains("Removed attic too: only desk vouched for it.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model search org/model a.bin --revision v1",
        "model search -r org/model -f a.bin -v v1",
        "model search --repo_id org/model --file a.bin -v v1"
      })
  void bothSpellingsOfSearchMeanTheSame(String line) {
    assertThat(hffs(line.split(" "))).isZero();

    assertThat(api.asked)
        .containsExactly(
            new SearchRequest(FakeApi.REPO, new RepoPath("a.bin"), new Revision("v1")));
  }

  @Test
  void searchTellsHowMuchEachHas() throws Exception {
    assertThat(hffs("model", "search", "org/model")).isZero();

    assertThat(api.asked).containsExactly(new SearchRequest(FakeApi.REPO, null, Revision.MAIN));
    assertThat(err).isEqualToIgnoringNewLines("Peers who have it:");
    assertThat(out.lines())
        .containsExactly("PEER  ADDRESS        HAS  SIZE", "desk  10.0.0.2:9009  42%  420 B");
    hffs("model", "search", "org/model", "--json");
    assertThat(json().get(0).get("heldBytes").asInt()).isEqualTo(420);
  }

  @Test
  void searchTellsWhetherAnybodyWasAsked() {
    api.holders = List.of();

    assertThat(hffs("model", "search", "org/model")).isZero();
    assertThat(err).isEqualToIgnoringNewLines("No peer has it.");
    api.peers = List.of(peer("attic", null, PeerView.State.UNREACHABLE, "no answer"));
    hffs("model", "search", "org/model");
    assertThat(err).contains("No active peers to search");
    assertThat(out).isEmpty();
  }
}
