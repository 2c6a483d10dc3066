package io.hffs.fs.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.source.SourceException;
import io.hffs.fs.vfs.VfsException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ErrnosTest {

  @ParameterizedTest
  @CsvSource({
    "NO_SUCH_ENTRY, 2",
    "NOT_A_DIRECTORY, 20",
    "NOT_A_LINK, 22",
    "INVALID_NAME, 22",
    "NAME_TOO_LONG, 36",
    "BAD_HANDLE, 9",
    "NO_SUCH_ATTRIBUTE, 61",
    "ACCESS_DENIED, 13",
    "STALE_NAME, 116",
    "TIMED_OUT, 110"
  })
  void eachReasonHasItsErrno(VfsException.Reason reason, int errno) {
    assertThat(Errnos.of(new VfsException(reason, "x"))).isEqualTo(errno);
  }

  @ParameterizedTest
  @CsvSource({
    "REPO_NOT_FOUND, 2",
    "REVISION_NOT_FOUND, 2",
    "ENTRY_NOT_FOUND, 2",
    "DENIED, 13",
    "THROTTLED, 110",
    "UNAVAILABLE, 5",
    "CORRUPT, 5",
    "CHANGED, 116"
  })
  void eachKindHasItsErrno(SourceException.Kind kind, int errno) {
    assertThat(Errnos.of(new SourceException(kind, "x"))).isEqualTo(errno);
  }

  @Test
  void timeOutsAreTold() {
    assertThat(Errnos.of(new SocketTimeoutException())).isEqualTo(110);
    assertThat(Errnos.of(new TimeoutException())).isEqualTo(110);
  }

  static Stream<Throwable> others() {
    return Stream.of(
        new IOException(),
        new ConnectException(),
        new NoSuchFileException("a file of the cache: not the name that was asked for"),
        new IllegalStateException(),
        new OutOfMemoryError(),
        new StackOverflowError(),
        new AssertionError());
  }

  @ParameterizedTest
  @MethodSource("others")
  void allElseIsAnInputOutputError(Throwable failure) {
    assertThat(Errnos.of(failure)).isEqualTo(5);
  }
}
