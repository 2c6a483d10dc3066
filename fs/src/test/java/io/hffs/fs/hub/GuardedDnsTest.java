package io.hffs.fs.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.Dns;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** DNS that fails, says nothing, or says something wrong. */
class GuardedDnsTest {

  private static final String HOST = "hub.example";
  private static final Duration LONG = Duration.ofSeconds(20);

  private final ExecutorService resolvers = Executors.newCachedThreadPool();
  private final CountDownLatch end = new CountDownLatch(1);
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger failures = new AtomicInteger();
  private volatile Dns system = name -> List.of(address(1));
  private final GuardedDns dns = dns(LONG);

  private GuardedDns dns(Duration limit) {
    return new GuardedDns(
        name -> system.lookup(name), HOST, Set.of(), limit, resolvers, nanos::get);
  }

  @AfterEach
  void stop() {
    end.countDown();
    resolvers.shutdownNow();
  }

  private static InetAddress address(int last) throws UnknownHostException {
    return InetAddress.getByAddress(new byte[] {8, 8, 8, (byte) last});
  }

  private List<InetAddress> unknown(String name) throws UnknownHostException {
    failures.incrementAndGet();
    throw new UnknownHostException(name);
  }

  private List<InetAddress> silent() throws UnknownHostException {
    failures.incrementAndGet();
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new UnknownHostException("too late");
  }

  @Test
  @FaultCase(15)
  void aNameThatIsUnknownAllAtOnceKeepsItsAddressesForAWhile(FaultRun run) throws Exception {
    dns.lookup(HOST);
    system = this::unknown;

    assertThat(dns.lookup(HOST)).containsExactly(address(1));
    nanos.addAndGet(GuardedDns.REMEMBERED.toNanos() - 1);
    assertThat(dns.lookup(HOST)).containsExactly(address(1));
    nanos.incrementAndGet();
    assertThatThrownBy(() -> dns.lookup(HOST)).isInstanceOf(UnknownHostException.class);
    run.fired(failures.get(), "answers that there is no such name");
  }

  @Test
  @FaultCase(15)
  void silenceIsWaitedForNoLongerThanTheLimit(FaultRun run) throws Exception {
    GuardedDns impatient = dns(Duration.ofSeconds(1));
    impatient.lookup(HOST);
    system = name -> silent();
    long begin = System.nanoTime();

    assertThat(impatient.lookup(HOST)).containsExactly(address(1));
    assertThatThrownBy(() -> impatient.lookup("cdn.example"))
        .hasMessageContaining("no answer from DNS");

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LONG);
    run.fired(failures.get(), "questions without an answer");
  }

  @Test
  void aNewAnswerTakesThePlaceOfWhatWasKnown() throws Exception {
    dns.lookup(HOST);
    system = name -> List.of(address(2));
    dns.lookup(HOST);
    system = this::unknown;

    assertThat(dns.lookup(HOST)).containsExactly(address(2));
  }
}
