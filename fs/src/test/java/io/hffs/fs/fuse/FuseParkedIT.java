package io.hffs.fs.fuse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hffs.fs.RequiresFuse;
import io.hffs.fs.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers that wait, and what they must not keep others from. */
@RequiresFuse
class FuseParkedIT {

  private static final int READERS = 300;
  private static final byte[] CONTENT = MountedFake.bytes(100_000, 1);
  private static final Duration QUICK = Duration.ofSeconds(2);

  /** Reads each stuck file by a thread, and says of how many the content was of one kind. */
  private static final String READ_STUCK =
      """
      import hashlib, sys, threading
      def one(i):
          with open(sys.argv[1] + '/stuck%d' % i, 'rb') as f:
              sums.append(hashlib.sha256(f.read()).hexdigest())
      sums = []
      threads = [threading.Thread(target=one, args=(i,)) for i in range(int(sys.argv[2]))]
      [t.start() for t in threads]
      [t.join() for t in threads]
      print(len(sums), *set(sums))
      """;

  @TempDir Path temp;
  private MountedFake mounted;
  private @Nullable Process readers;

  @BeforeEach
  void mount() throws Exception {
    mounted = MountedFake.at(temp.resolve("m"));
    mounted.files.put("healthy", CONTENT);
  }

  @AfterEach
  void unmount() throws Exception {
    mounted.files.releaseReaders();
    if (readers != null) {
      readers.destroyForcibly();
    }
    mounted.close();
    assertThat(mounted.mount.bugs()).isZero();
  }

  private void park(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      mounted.files.put("stuck" + i, CONTENT);
    }
    readers = Shell.start("python3", "-c", READ_STUCK, mounted.path(""), count);
    Eventually.holds("a request of each reader", () -> mounted.files.parked() >= count);
  }

  private void releaseAndExpectRightBytes(int count) throws Exception {
    mounted.files.put("sum", CONTENT);
    String sum = Shell.sh("sha256sum <\"$1\" | cut -c-64", mounted.path("sum")).ok();
    mounted.files.releaseReaders();

    assertThat(readers.waitFor(30, TimeUnit.SECONDS)).as("the readers end").isTrue();
    assertThat(new String(readers.getInputStream().readAllBytes(), UTF_8).strip())
        .isEqualTo(count + " " + sum);
  }

  @Test
  void threeHundredWaitingReadersHinderNobodyAndEndRight() throws Exception {
    park(READERS);

    for (int i = 0; i < 5; i++) {
      String name = "healthy" + i; // not in the kernel's memory yet
      mounted.files.put(name, CONTENT);
      assertThat(Shell.run(QUICK, "ls", "-l", mounted.path("")).ok()).contains(name);
      assertThat(Shell.run(QUICK, "cat", mounted.path(name)).output()).isEqualTo(CONTENT);
    }

    releaseAndExpectRightBytes(READERS);
  }

  @Test
  void aMountInUseIsNotUnmountedAndItsUserIsNamed() throws Exception {
    park(1);

    assertThatExceptionOfType(MountException.class)
        .isThrownBy(mounted.mount::unmount)
        .satisfies(e -> assertThat(e.reason()).isEqualTo(MountException.Reason.BUSY))
        .withMessageContaining(readers.pid() + " (python3");

    assertThat(mounted.mount.isLive()).isTrue();
    releaseAndExpectRightBytes(1);
    mounted.mount.unmount();
    assertThat(mounted.mount.isLive()).isFalse();
  }

  @Test
  void aDetachedMountServesItsReadersAndThenEnds() throws Exception {
    park(20);

    mounted.mount.detach();

    assertThat(Files.exists(mounted.path("healthy"))).isFalse();
    assertThat(mounted.mount.awaitEnd(Duration.ZERO)).isFalse();
    mounted.files.releaseReaders();
    assertThat(readers.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(new String(readers.getInputStream().readAllBytes(), UTF_8)).startsWith("20 ");
    assertThat(mounted.mount.awaitEnd(Duration.ofSeconds(20))).isTrue();
  }

  @Test
  void aReaderThatIsKilledWhileItWaitsGoesAtOnce() throws Exception {
    park(20);

    readers.destroyForcibly();

    assertThat(readers.waitFor(2, TimeUnit.SECONDS)).isTrue();
  }
}
