package io.hffs.daemon.discovery;

import static io.hffs.daemon.discovery.Candidate.Origin.DNS;
import static io.hffs.daemon.discovery.Candidate.Origin.LIST;
import static io.hffs.daemon.discovery.Candidate.Origin.MDNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CandidatesTest {

  private static final String ID = "mfrggzdfmztwq2lk";
  private static final String OTHER_ID = "aaaaaaaaaaaaaaaa";
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final TestClock clock = new TestClock();
  private final Candidates candidates = new Candidates(clock);

  private void fillWithAnnouncements() {
    for (int i = 0; i < Candidates.MAX; i++) {
      clock.advance(Duration.ofMillis(1));
      candidates.heard("10.0.1." + i, 9009, ID, MDNS);
    }
  }

  @Test
  void whatIsHeardAgainIsOneAndNew() {
    candidates.heard("10.0.0.1", 9009, ID, MDNS);
    clock.advance(SECOND);
    candidates.heard("10.0.0.1", 9009, ID, MDNS);

    assertThat(candidates.all())
        .containsExactly(new Candidate("10.0.0.1", 9009, ID, MDNS, clock.instant()));
  }

  @Test
  void olderNewsDoNotReplaceNewer() {
    Instant earlier = clock.instant();
    clock.advance(SECOND);
    candidates.heard("10.0.0.1", 9009, ID, MDNS);
    candidates.add(new Candidate("10.0.0.1", 9009, ID, MDNS, earlier));

    assertThat(candidates.all()).extracting(Candidate::seenAt).containsExactly(clock.instant());
  }

  @Test
  void aFalseClaimDoesNotReplaceATrueOne() {
    candidates.heard("10.0.0.1", 9009, ID, MDNS);
    candidates.heard("10.0.0.1", 9009, OTHER_ID, MDNS);

    assertThat(candidates.all())
        .extracting(Candidate::idPrefix)
        .containsExactlyInAnyOrder(ID, OTHER_ID);
  }

  @Test
  void whatIsNotHeardOfForTwoMinutesIsGoneUnlessListed() {
    candidates.heard("list", 9009, null, LIST);
    candidates.heard("10.0.0.2", 9009, null, DNS);
    candidates.heard("10.0.0.3", 9009, ID, MDNS);

    clock.advance(Candidates.TTL);
    assertThat(candidates.all()).hasSize(3);
    clock.advance(Duration.ofMillis(1));
    assertThat(candidates.all()).extracting(Candidate::host).containsExactly("list");
  }

  @Test
  void theMostTrustedComeFirstAndOfTheseTheNewest() {
    candidates.heard("old", 9009, ID, MDNS);
    clock.advance(SECOND);
    candidates.heard("new", 9009, ID, MDNS);
    candidates.heard("dns", 9009, null, DNS);
    candidates.heard("list", 9009, null, LIST);

    assertThat(candidates.all())
        .extracting(Candidate::host)
        .containsExactly("list", "dns", "new", "old");
  }

  @Test
  void whenFullTheOneNotHeardOfForLongestGoes() {
    fillWithAnnouncements();
    clock.advance(SECOND);
    candidates.heard("10.0.1.0", 9009, ID, MDNS);
    candidates.heard("10.0.2.1", 9009, ID, MDNS);

    assertThat(candidates.all())
        .hasSize(Candidates.MAX)
        .extracting(Candidate::host)
        .contains("10.0.1.0", "10.0.2.1")
        .doesNotContain("10.0.1.1");
  }

  @Test
  void aFloodOfAnnouncementsTakesNothingFromTheListAndTheNameServer() {
    candidates.heard("list", 9009, null, LIST);
    candidates.heard("dns", 9009, null, DNS);
    fillWithAnnouncements();

    assertThat(candidates.all())
        .hasSize(Candidates.MAX)
        .extracting(Candidate::host)
        .contains("list", "dns");
  }

  @Test
  void anAnnouncementFindsNoRoomAmongTheTrusted() {
    AtomicInteger changes = new AtomicInteger();
    for (int i = 0; i < Candidates.MAX; i++) {
      candidates.heard("host-" + i, 9009, null, LIST);
    }
    candidates.addListener(changes::incrementAndGet);

    candidates.heard("10.0.0.1", 9009, ID, MDNS);

    assertThat(candidates.all()).hasSize(Candidates.MAX).noneMatch(c -> c.origin() == MDNS);
    assertThat(changes).hasValue(0);
  }

  @Test
  void listenersAreToldOfWhatIsNewOnlyAndMayAsk() {
    AtomicInteger changes = new AtomicInteger();
    candidates.addListener(() -> changes.addAndGet(candidates.all().size()));

    candidates.heard("10.0.0.1", 9009, ID, MDNS);
    candidates.heard("10.0.0.1", 9009, ID, MDNS);

    assertThat(changes).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short", "MFRGGZDFMZTWQ2LK", "mfrggzdfmztwq2l1", "mfrggzdfmztwq2lkk"})
  void anIdOfAnotherFormIsRefused(String id) {
    assertThatThrownBy(() -> new Candidate("host", 9009, id, MDNS, clock.instant()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 65_536})
  void aPortOutOfBoundsIsRefused(int port) {
    assertThatThrownBy(() -> new Candidate("host", port, null, LIST, clock.instant()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
