package io.hffs.daemon.discovery;

import static io.hffs.daemon.discovery.Candidate.Origin.DNS;
import static io.hffs.daemon.discovery.Candidate.Origin.LIST;
import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.device.PeerAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StaticHostsTest {

  private static final String NAME = "hffs.example.org";

  private final TestClock clock = new TestClock();
  private final Candidates candidates = new Candidates(clock);
  private final List<String> asked = new ArrayList<>();
  private List<String> answer = List.of();
  private final StaticHosts hosts =
      new StaticHosts(List.of(new PeerAddress("gpu-1", 9555)), NAME, this::resolve, candidates);

  @AfterEach
  void close() {
    hosts.close();
  }

  private InetAddress[] resolve(String name) throws UnknownHostException {
    asked.add(name);
    if (answer.isEmpty()) {
      throw new UnknownHostException(name);
    }
    InetAddress[] addresses = new InetAddress[answer.size()];
    for (int i = 0; i < addresses.length; i++) {
      addresses[i] = InetAddress.getByName(answer.get(i)); // literals only
    }
    return addresses;
  }

  private List<String> known() {
    return candidates.all().stream().map(each -> each.host() + " " + each.port()).toList();
  }

  @Test
  void theListIsThereAtOnceAndTheNameIsAskedForOnAnotherThread() throws Exception {
    CountDownLatch changes = new CountDownLatch(2);
    candidates.addListener(changes::countDown);
    answer = List.of("10.0.0.1");

    hosts.start(9009);

    assertThat(candidates.all().get(0))
        .isEqualTo(new Candidate("gpu-1", 9555, null, LIST, clock.instant()));
    assertThat(changes.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(known()).containsExactly("gpu-1 9555", "10.0.0.1 9009");
    assertThat(asked).containsExactly(NAME);
  }

  @Test
  void allAddressesOfBothKindsAreCandidates() {
    answer = List.of("10.0.0.1", "10.0.0.2", "2001:db8::7");

    hosts.lookUp(NAME, 9009);

    assertThat(candidates.all()).extracting(Candidate::origin).containsOnly(DNS);
    assertThat(known())
        .containsExactlyInAnyOrder("10.0.0.1 9009", "10.0.0.2 9009", "2001:db8:0:0:0:0:0:7 9009");
  }

  @Test
  void whatNobodyCanCallIsLeftOut() {
    answer = List.of("0.0.0.0", "224.0.0.1", "fe80::1", "::", "ff02::1", "10.0.0.1");

    hosts.lookUp(NAME, 9009);

    assertThat(known()).containsExactly("10.0.0.1 9009");
  }

  @Test
  void aFailureKeepsWhatIsKnownUntilItIsOld() {
    answer = List.of("10.0.0.1");
    hosts.lookUp(NAME, 9009);
    answer = List.of();

    clock.advance(StaticHosts.PERIOD);
    hosts.lookUp(NAME, 9009);
    assertThat(known()).containsExactly("10.0.0.1 9009");
    clock.advance(Candidates.TTL);
    hosts.lookUp(NAME, 9009);
    assertThat(known()).isEmpty();
  }

  @Test
  void anAddressThatLeftTheNameIsGoneAfterTwoMinutes() {
    answer = List.of("10.0.0.1", "10.0.0.2");
    hosts.lookUp(NAME, 9009);
    answer = List.of("10.0.0.2");
    for (Duration passed = Duration.ZERO;
        passed.compareTo(Candidates.TTL) <= 0;
        passed = passed.plus(StaticHosts.PERIOD)) {
      clock.advance(StaticHosts.PERIOD);
      hosts.lookUp(NAME, 9009);
    }

    assertThat(known()).containsExactly("10.0.0.2 9009");
  }

  @Test
  void aNameWithThousandsOfAddressesIsCut() {
    answer = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      answer.add("10.0." + i / 250 + "." + (1 + i % 250));
    }

    hosts.lookUp(NAME, 9009);

    assertThat(known()).hasSize(128);
  }
}
