package io.hffs.daemon.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hffs.daemon.api.ApiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    String said =
        new DaemonSpawner(root)
            .start(
                Lasting.class.getName(),
                List.of(ready.toString()),
                ENVIRONMENT,
                () ->
                    Files.exists(ready) ? Optional.of(Files.readString(ready)) : Optional.empty());

    String[] words = said.split(" ", -1);
    long pid = Long.parseLong(words[0]);
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    try {
      assertThat(words[1]).isEqualTo("hello");
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

  /** The sixth word of {@code stat}; the second one, the program's name, has no space here. */
  private static long session(long pid) throws IOException {
    return Long.parseLong(Files.readString(Path.of("/proc/" + pid + "/stat")).split(" ", -1)[5]);
  }
}
