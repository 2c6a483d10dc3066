package io.hffs.daemon.discovery;

import static io.hffs.daemon.discovery.Candidate.Origin.MDNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two machines find each other by real multicast, on the loopback interface. */
class MdnsDiscoveryIT {

  private static final String ONE = "aaaaaaaaaaaaaaaa";
  private static final String TWO = "bbbbbbbbbbbbbbbb";
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @BeforeAll
  static void requireMulticastExceptInCi() throws IOException {
    try (MulticastSocket socket = new MulticastSocket()) {
      socket.joinGroup(
          new InetSocketAddress("224.0.0.251", 0),
          NetworkInterface.getByName(loopback().get(0).name()));
    } catch (SocketException e) {
      assumeTrue("true".equals(System.getenv("CI")), "no multicast on loopback: " + e.getMessage());
    }
  }

  private static List<LocalLink> loopback() throws SocketException {
    return NetworkInterface.networkInterfaces()
        .filter(each -> each.getInetAddresses().nextElement().isLoopbackAddress())
        .flatMap(each -> LocalLink.of(each).stream())
        .toList();
  }

  private static CountDownLatch firstChange(Candidates candidates) {
    CountDownLatch change = new CountDownLatch(1);
    candidates.addListener(change::countDown);
    return change;
  }

  /** Starts one on the loopback interface, and counts its failures. */
  private static LinkDiscovery startOne(CountDownLatch failure) throws SocketException {
    LinkDiscovery one =
        new LinkDiscovery(
            loopback().get(0),
            "hffs-" + ONE + "-9",
            9101,
            new Announcement(ONE),
            new Candidates(Clock.systemUTC()),
            cause -> failure.countDown());
    one.start();
    return one;
  }

  private static void assertEnds(LinkDiscovery one, CountDownLatch failure) throws Exception {
    assertThat(failure.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    one.awaitEnd(LIMIT);
    assertThat(one.isAlive()).isFalse();
  }

  @Test
  void aThreadOfJmDnsThatDiesIsNoticed() throws Exception {
    CountDownLatch failure = new CountDownLatch(1);
    LinkDiscovery one = startOne(failure);

    new Thread(
            one.threads(),
            () -> {
              throw new IllegalStateException("as from a packet that JmDNS does not understand");
            })
        .start();

    assertEnds(one, failure);
  }

  @Test
  void aFloodOfRecordsEndsItBeforeTheMemoryDoes() throws Exception {
    CountDownLatch failure = new CountDownLatch(1);
    LinkDiscovery one = startOne(failure);
    long deadline = System.nanoTime() + LIMIT.toNanos();

    try (MulticastSocket socket = new MulticastSocket()) {
      socket.setNetworkInterface(NetworkInterface.getByName(loopback().get(0).name()));
      int sent = 0;
      while (failure.getCount() > 0 && System.nanoTime() < deadline) {
        byte[] packet = manyRecords(sent++);
        socket.send(
            new DatagramPacket(packet, packet.length, InetAddress.getByName("224.0.0.251"), 5353));
      }
    }

    assertEnds(one, failure);
  }

  /** Writes a response with 100 addresses of names that nobody had before. */
  private static byte[] manyRecords(int number) throws IOException {
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(packet);
    int records = 100;
    out.writeLong(0x0000_8400_0000_0000L | records); // a response, no question, so many answers
    out.writeInt(0);
    for (int i = 0; i < records; i++) {
      byte[] label = (number + "-" + i).getBytes(StandardCharsets.US_ASCII);
      out.write(label.length);
      out.write(label);
      out.write(0);
      out.writeInt(0x0001_0001); // A, IN
      out.writeInt(Integer.MAX_VALUE); // seconds to live
      out.writeShort(4);
      out.writeInt(0x0a00_0001);
    }
    return packet.toByteArray();
  }

  @Test
  void twoMachinesFindEachOtherAndNotThemselves() throws Exception {
    Candidates ofOne = new Candidates(Clock.systemUTC());
    Candidates ofTwo = new Candidates(Clock.systemUTC());
    CountDownLatch foundByOne = firstChange(ofOne);
    CountDownLatch foundByTwo = firstChange(ofTwo);

    MdnsDiscovery one = MdnsDiscovery.start(9101, ONE, MdnsDiscoveryIT::loopback, ofOne);
    MdnsDiscovery two = MdnsDiscovery.start(9102, TWO, MdnsDiscoveryIT::loopback, ofTwo);
    try {
      assertThat(foundByOne.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(foundByTwo.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } finally {
      one.close();
      two.close();
    }

    assertThat(ofOne.all())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.host()).isEqualTo("127.0.0.1");
              assertThat(found.port()).isEqualTo(9102);
              assertThat(found.idPrefix()).isEqualTo(TWO);
              assertThat(found.origin()).isEqualTo(MDNS);
            });
    assertThat(ofTwo.all()).extracting(Candidate::idPrefix).containsExactly(ONE);
  }
}
