package io.hffs.fs.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hffs.fs.source.SourceException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RemoteCallsTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  private final RemoteCalls calls = new RemoteCalls();
  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void close() {
    release.countDown();
    calls.close();
  }

  @Test
  void thoseWhoAskTheSameShareOneCall() throws Exception {
    calls.askInBackground("key", this::heldAnswer);
    CompletableFuture<String> first = askAsync();
    CompletableFuture<String> second = askAsync();

    release.countDown();

    assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo("answer");
    assertThat(second.get(20, TimeUnit.SECONDS)).isEqualTo("answer");
    assertThat(asked).hasValue(1);
  }

  @Test
  void anAskerStopsWaitingAndTheCallGoesOn() throws Exception {
    assertThatThrownBy(() -> calls.ask("key", Duration.ofMillis(10), this::heldAnswer))
        .isInstanceOf(LookupTimeoutException.class);

    CompletableFuture<String> later = askAsync();
    release.countDown();

    assertThat(later.get(20, TimeUnit.SECONDS)).isEqualTo("answer");
    assertThat(asked).hasValue(1);
  }

  @Test
  void theKindOfAFailureReachesTheAsker() {
    SourceException failure = new SourceException(SourceException.Kind.DENIED, "no");

    assertThatThrownBy(
            () ->
                calls.ask(
                    "key",
                    LONG,
                    () -> {
                      throw failure;
                    }))
        .isInstanceOfSatisfying(
            SourceException.class,
            e -> assertThat(e.kind()).isEqualTo(SourceException.Kind.DENIED));
  }

  @Test
  void anErrorInACallReachesTheAskerAsAFailure() {
    assertThatThrownBy(
            () ->
                calls.ask(
                    "key",
                    LONG,
                    () -> {
                      throw new StackOverflowError();
                    }))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aFailureIsNotRemembered() throws Exception {
    assertThatThrownBy(
            () ->
                calls.ask(
                    "key",
                    LONG,
                    () -> {
                      throw new IOException("first");
                    }))
        .isInstanceOf(IOException.class);

    assertThat(calls.<String>ask("key", LONG, () -> "second")).isEqualTo("second");
  }

  private String heldAnswer() throws IOException {
    asked.incrementAndGet();
    try {
      assertThat(release.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    return "answer";
  }

  private CompletableFuture<String> askAsync() {
    CompletableFuture<String> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(calls.ask("key", LONG, this::heldAnswer));
              } catch (IOException e) {
                result.completeExceptionally(e);
              }
            });
    thread.start();
    // It has joined once it waits; an asker that came after the answer would start a new call.
    while (thread.getState() != Thread.State.TIMED_WAITING && thread.isAlive()) {
      Thread.onSpinWait();
    }
    return result;
  }
}
