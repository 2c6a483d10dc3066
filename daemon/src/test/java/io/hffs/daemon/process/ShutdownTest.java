package io.hffs.daemon.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ShutdownTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  private final List<String> ended = new CopyOnWriteArrayList<>();

  @Test
  void whatWasOpenedLastEndsFirst() {
    Shutdown shutdown = new Shutdown(LONG, () -> ended.add("halted"));
    shutdown.onEnd("lock", () -> ended.add("lock"));
    shutdown.onEnd("cache", () -> ended.add("cache"));
    shutdown.onEnd("server", () -> ended.add("server"));

    shutdown.run();

    assertThat(ended).containsExactly("server", "cache", "lock");
  }

  @Test
  void aStepThatFailsDoesNotKeepTheOthers() {
    Shutdown shutdown = new Shutdown(LONG, () -> ended.add("halted"));
    shutdown.onEnd("lock", () -> ended.add("lock"));
    shutdown.onEnd(
        "cache",
        () -> {
          throw new IllegalStateException("disk gone");
        });

    shutdown.run();

    assertThat(ended).containsExactly("lock");
  }

  @Test
  void itHappensOnce() {
    Shutdown shutdown = new Shutdown(LONG, () -> ended.add("halted"));
    shutdown.onEnd("lock", () -> ended.add("lock"));

    shutdown.run();
    shutdown.run();

    assertThat(ended).containsExactly("lock");
  }

  @Test
  void aRequestWakesWhoWaits() throws Exception {
    Shutdown shutdown = new Shutdown(LONG, () -> {});
    shutdown.request();

    shutdown.awaitRequest();
  }

  @Test
  void whatIsOpenedTooLateIsEndedAtOnce() {
    Shutdown shutdown = new Shutdown(LONG, () -> {});
    shutdown.run();

    shutdown.onEnd("late", () -> ended.add("late"));

    assertThat(ended).containsExactly("late");
  }

  @Test
  void aStepThatHangsIsOverrun() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Shutdown shutdown = new Shutdown(Duration.ofMillis(50), release::countDown);
    shutdown.onEnd(
        "stuck", () -> assertThat(release.await(20, TimeUnit.SECONDS)).as("overrun").isTrue());
    shutdown.onEnd("first", () -> ended.add("first"));

    shutdown.run();

    assertThat(release.getCount()).isZero();
    assertThat(ended).containsExactly("first");
  }

  @Test
  void anInterruptedStepDoesNotKeepTheOthers() {
    Shutdown shutdown = new Shutdown(LONG, () -> ended.add("halted"));
    shutdown.onEnd("lock", () -> ended.add("lock"));
    shutdown.onEnd(
        "cache",
        () -> {
          throw new InterruptedException();
        });

    shutdown.run();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(ended).containsExactly("lock");
  }
}
