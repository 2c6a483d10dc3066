package io.hffs.cli.lab;

import io.hffs.cli.HffsCommand;
import io.hffs.fs.ChildJvm;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The command line as a process of its own, and the variables that keep it below one directory. */
final class HffsProgram {

  private HffsProgram() {}

  /** Returns all that a process is to know of its environment: nothing of the user's own. */
  static Map<String, String> environment(Path home, URI hub) {
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", Command.path());
    environment.put("LC_ALL", "C.UTF-8");
    environment.put("HOME", home.toString());
    environment.put("HFFS_HOME", home.resolve("cache").toString());
    environment.put("XDG_CONFIG_HOME", home.resolve("config").toString());
    environment.put("HF_HOME", home.resolve("hf").toString());
    environment.put("HF_ENDPOINT", hub.toString());
    String run = System.getenv("HFFS_TEST_RUN");
    if (run != null) { // by which scripts/test finds processes that were left over
      environment.put("HFFS_TEST_RUN", run);
    }
    return Map.copyOf(environment);
  }

  /** Returns the command that runs {@code hffs} with these words. */
  static List<String> command(String... words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                ChildJvm.java(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Dfile.encoding=UTF-8",
                "-cp",
                classPath(),
                HffsCommand.class.getName()));
    command.addAll(List.of(words));
    return command;
  }

  /** That of the tests, but with the program's own logging, which tests silence. */
  private static String classPath() {
    return Stream.of(ChildJvm.classPath().split(":", -1))
        .filter(entry -> !entry.contains("/slf4j-nop-"))
        .collect(Collectors.joining(":"));
  }
}
