package io.hffs.fs.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import okhttp3.Dns;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimedDnsTest {

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private TimedDns timed(Dns resolver, Duration limit) {
    return new TimedDns(resolver, limit, threads);
  }

  @Test
  void anAnswerIsPassedOn() throws Exception {
    List<InetAddress> answer = List.of(InetAddress.getLoopbackAddress());

    assertThat(timed(name -> answer, Duration.ofSeconds(10)).lookup("node")).isEqualTo(answer);
  }

  @Test
  void aSilentResolverIsNotWaitedFor() {
    CountDownLatch never = new CountDownLatch(1);
    Dns silent =
        name -> {
          try {
            never.await(1, TimeUnit.MINUTES);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return List.of();
        };

    assertThatThrownBy(() -> timed(silent, Duration.ofMillis(5)).lookup("node"))
        .isInstanceOf(UnknownHostException.class)
        .hasMessageContaining("node (DNS does not answer)");
  }

  @Test
  void aNameThatIsNotKnownIsToldByName() {
    Dns ignorant =
        name -> {
          throw new UnknownHostException(name);
        };

    assertThatThrownBy(() -> timed(ignorant, Duration.ofSeconds(10)).lookup("node"))
        .isInstanceOf(UnknownHostException.class)
        .hasMessage("node");
  }
}
