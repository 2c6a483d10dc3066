package io.hffs.cli.lab;

import com.fasterxml.jackson.databind.JsonNode;
import io.hffs.daemon.api.ApiJson;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A user of this machine with a cache, settings and a mount point of its own, without a network of
 * its own: what the user runs reaches the test's servers on 127.0.0.1. For use by one thread.
 */
final class LocalHome implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Path home;
  private final Map<String, String> environment;

  /**
   * @param variables beside those that keep everything below {@code home}
   */
  LocalHome(Path home, URI hub, Map<String, String> variables, Map<String, String> settings)
      throws IOException {
    this.home = home;
    Map<String, String> all = new HashMap<>(HffsProgram.environment(home, hub));
    all.putAll(variables);
    this.environment = Map.copyOf(all);
    Map<String, String> configured = new TreeMap<>();
    configured.put("hub.mirrors", "");
    configured.put("daemon.port", "0");
    configured.put("peers.discovery", "off");
    configured.putAll(settings);
    Path file = Files.createDirectories(home.resolve("config/hffs")).resolve("config.json");
    Files.writeString(file, ApiJson.text(configured));
  }

  /** Returns the directory that everything is below. */
  Path directory() {
    return home;
  }

  /** Returns a path below the mount point. */
  Path path(String name) {
    return home.resolve("mnt").resolve(name);
  }

  Command.Result hffs(String... words) throws IOException {
    return Command.run(LIMIT, environment, HffsProgram.command(words));
  }

  void mount() throws IOException {
    hffs("mount", path("").toString()).ok();
  }

  /** Returns what {@code hffs status --json} says. */
  JsonNode status() throws IOException {
    return ApiJson.mapper().readTree(hffs("status", "--json").ok());
  }

  /** Returns the process of the daemon, which must run. */
  ProcessHandle daemon() throws IOException {
    return ProcessHandle.of(status().get("pid").asLong()).orElseThrow();
  }

  /** Ends the daemon if there is one, and takes away what it left mounted. */
  @Override
  public void close() throws IOException {
    JsonNode status = status();
    Optional<ProcessHandle> daemon =
        status.get("port").asInt() == 0
            ? Optional.empty()
            : ProcessHandle.of(status.get("pid").asLong());
    if (daemon.isPresent() && hffs("daemon", "stop").exitCode() != 0) {
      daemon.get().destroyForcibly();
      daemon.get().onExit().join();
    }
    for (Path mount : Mounts.below(home)) {
      Command.system("fusermount", "-uz", mount.toString());
    }
  }
}
