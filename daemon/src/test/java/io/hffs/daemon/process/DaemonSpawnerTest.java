package io.hffs.daemon.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.DaemonAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM in the background: that it is there, on its own, and what is said when it is not. */
class DaemonSpawnerTest {

  private static final Map<String, String> ENVIRONMENT = Map.of("GREETING", "hello");

  @TempDir Path root;

  /** Writes what it sees into its first argument, and ends when it is killed. */
  static final class Lasting {
    public static void main(String[] arguments) throws Exception {
      Path draft = Path.of(arguments[0] + ".tmp");
      System.out.println("out");
      System.err.println("err");
      Files.writeString(draft, ProcessHandle.current().pid() + " " + System.getenv("GREETING"));
      Files.move(draft, Path.of(arguments[0]));
      Thread.sleep(60_000);
    }
  }

  /** Cannot start. */
  static final class Failing {
    public static void main(String[] arguments) {
      System.err.println("the port is taken");
      System.exit(4);
    }
  }

  @RepeatedTest(10) // what it tells comes by a process that ends at once
  void itsProcessIsInASessionOfItsOwn() throws Exception {
    Path ready = root.resolve("it is ready");
    DaemonAddress started =
        new DaemonSpawner(root)
            .start(
                Lasting.class.getName(),
                List.of(ready.toString()),
                ENVIRONMENT,
                () -> address(ready));

    long pid = started.pid();
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    try {
      assertThat(started.token()).isEqualTo("hello");
      assertThat(session(pid)).isEqualTo(pid).isNotEqualTo(session(ProcessHandle.current().pid()));
      assertThat(process.parent()).isNotEqualTo(Optional.of(ProcessHandle.current()));
      assertThat(Files.readString(DaemonLog.output(root))).isEqualTo("out\nerr\n");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void oneThatEndsAsItStartsIsSeenAtOnceAndItsWordsAreShown() {
    DaemonSpawner spawner = new DaemonSpawner(root);

    assertThatThrownBy(
            () -> spawner.start(Failing.class.getName(), List.of(), ENVIRONMENT, Optional::empty))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("ended as it started")
        .hasMessageContaining("the port is taken");
  }

  @Test
  void oneThatIsNotNeededAnyMoreEnds() throws Exception {
    Path ready = root.resolve("ours");
    AtomicReference<DaemonAddress> ours = new AtomicReference<>();
    DaemonAddress another = new DaemonAddress(1, 1, "another");

    DaemonAddress found =
        new DaemonSpawner(root)
            .start(
                Lasting.class.getName(),
                List.of(ready.toString()),
                ENVIRONMENT,
                () -> {
                  address(ready).ifPresent(ours::set);
                  return Optional.ofNullable(ours.get()).map(any -> another);
                });

    assertThat(found).isEqualTo(another);
    Optional<ProcessHandle> process = ProcessHandle.of(ours.get().pid());
    if (process.isPresent()) {
      process.get().onExit().get(20, TimeUnit.SECONDS);
    }
  }

  private static Optional<DaemonAddress> address(Path ready) throws IOException {
    if (!Files.exists(ready)) {
      return Optional.empty();
    }
    String[] words = Files.readString(ready).split(" ", -1);
    return Optional.of(new DaemonAddress(Long.parseLong(words[0]), 1, words[1]));
  }

  /** The sixth word of {@code stat}; the second one, the program's name, has no space here. */
  private static long session(long pid) throws IOException {
    return Long.parseLong(Files.readString(Path.of("/proc/" + pid + "/stat")).split(" ", -1)[5]);
  }
}
