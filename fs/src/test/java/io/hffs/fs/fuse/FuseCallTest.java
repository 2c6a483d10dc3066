package io.hffs.fs.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.source.SourceException;
import io.hffs.fs.vfs.VfsException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FuseCallTest {

  private static final long MINUTE_NANOS = 60_000_000_000L;

  private final AtomicLong clock = new AtomicLong();
  private final FuseCall call = new FuseCall(clock::get);

  private int throwing(Throwable thrown) {
    return call.run(
        "read",
        "/a",
        () -> {
          if (thrown instanceof Error error) {
            throw error;
          }
          throw (Exception) thrown;
        });
  }

  @Test
  void theResultPasses() {
    assertThat(call.run("read", "/a", () -> 4096)).isEqualTo(4096);
    assertThat(call.failures()).isZero();
  }

  @Test
  void whateverIsThrownIsANegativeErrno() {
    for (Throwable thrown :
        List.of(
            new RuntimeException(),
            new OutOfMemoryError(),
            new StackOverflowError(),
            new Error())) {
      assertThat(throwing(thrown)).isEqualTo(-5);
    }
    assertThat(throwing(new IOException())).isEqualTo(-5);
    assertThat(throwing(new VfsException(VfsException.Reason.BAD_HANDLE, "x"))).isEqualTo(-9);
  }

  @Test
  void anExceptionThatCannotEvenBeToldIsAnErrno() {
    assertThat(throwing(new Unspeakable())).isEqualTo(-5);
    assertThat(call.failures()).isOne();
  }

  @Test
  void onlyFaultsOfOurOwnAreBugs() {
    throwing(new VfsException(VfsException.Reason.NO_SUCH_ENTRY, "x"));
    throwing(new SourceException(SourceException.Kind.UNAVAILABLE, "x"));
    throwing(new IOException());
    assertThat(call.bugs()).isZero();

    throwing(new IllegalStateException());
    throwing(new OutOfMemoryError());

    assertThat(call.bugs()).isEqualTo(2);
    assertThat(call.failures()).isEqualTo(5);
  }

  @Test
  void aKindOfFailureIsToldOnceAMinute() {
    throwing(new IllegalStateException());
    throwing(new IllegalStateException());
    clock.addAndGet(MINUTE_NANOS - 1);
    throwing(new IllegalStateException());
    assertThat(call.told()).isEqualTo(1);

    clock.addAndGet(1);
    throwing(new IllegalStateException());

    assertThat(call.told()).isEqualTo(2);
  }

  private void takingTwelveSeconds() {
    call.run(
        "read",
        "/a",
        () -> {
          clock.addAndGet(MINUTE_NANOS / 5);
          return 0;
        });
  }

  @Test
  void slowCallsAreToldOnceAMinute() {
    for (int i = 0; i < 5; i++) {
      takingTwelveSeconds();
    }
    assertThat(call.told()).isEqualTo(1);

    takingTwelveSeconds();

    assertThat(call.told()).isEqualTo(2);
  }

  @Test
  void anotherKindIsToldBeside() {
    throwing(new IllegalStateException());
    throwing(new SourceException(SourceException.Kind.DENIED, "x"));
    throwing(new SourceException(SourceException.Kind.UNAVAILABLE, "x"));
    throwing(new VfsException(VfsException.Reason.TIMED_OUT, "x"));
    throwing(new VfsException(VfsException.Reason.ACCESS_DENIED, "x"));

    assertThat(call.told()).isEqualTo(5);
  }

  @Test
  void everydayAnswersAreNotTold() {
    throwing(new VfsException(VfsException.Reason.NO_SUCH_ENTRY, "x"));
    throwing(new VfsException(VfsException.Reason.NO_SUCH_ATTRIBUTE, "x"));
    throwing(new VfsException(VfsException.Reason.STALE_NAME, "x"));

    assertThat(call.told()).isZero();
  }

  private static final class Unspeakable extends IOException {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no words");
    }
  }
}
