package io.hffs.cli.lab;

import com.fasterxml.jackson.databind.JsonNode;
import io.hffs.daemon.api.ApiJson;
import io.hffs.daemon.api.DaemonAddress;
import io.hffs.daemon.process.RunningDaemon;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A machine of the lab: a directory with a cache, settings and a mount point, used by processes in
 * a network of its own. For use by one thread, but for {@link #run}, {@link #hffs}, {@link #mount}
 * and {@link #sha256}, which any may call.
 */
public final class Machine {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Namespace network;
  private final Path home;
  private final Map<String, String> environment;

  Machine(Namespace network, Path home, URI hub) throws IOException {
    this.network = network;
    this.home = Files.createDirectories(home);
    this.environment = HffsProgram.environment(home, hub);
    configure(Map.of());
  }

  /** Sets what the daemon is to be told by its configuration file from its next start on. */
  public void configure(Map<String, String> settings) throws IOException {
    Map<String, String> all = new TreeMap<>(settings);
    all.put("hub.mirrors", "");
    Path file = Files.createDirectories(home.resolve("config/hffs")).resolve("config.json");
    Files.writeString(file, ApiJson.text(all));
  }

  /** Returns the process of the daemon. */
  ProcessHandle daemon() throws IOException {
    JsonNode status = ApiJson.mapper().readTree(hffs("status", "--json").ok());
    return ProcessHandle.of(status.get("pid").asLong())
        .orElseThrow(() -> new IOException(this + ": the daemon is gone"));
  }

  public Namespace network() {
    return network;
  }

  /** Returns the directory of the cache. */
  public Path cache() {
    return home.resolve("cache");
  }

  /** Returns a path below the mount point. */
  public Path path(String name) {
    return home.resolve("mnt").resolve(name);
  }

  /** Runs the command line here, in a process of its own. */
  public Command.Result hffs(String... words) throws IOException {
    return run(LIMIT, HffsProgram.command(words).toArray(String[]::new));
  }

  /** Asks the daemon here, at a path of its API: in a hundredth of the time that a JVM takes. */
  String ask(String path) throws IOException {
    DaemonAddress daemon =
        RunningDaemon.find(cache()).orElseThrow(() -> new IOException("no daemon on " + this));
    String token = "Authorization: Bearer " + daemon.token();
    String uri = "http://127.0.0.1:" + daemon.port() + path;
    return run(LIMIT, "curl", "-sSf", "--max-time", "30", "-H", token, uri).ok();
  }

  /** Shows the hub at {@link #path}, by a daemon that is started for it. */
  public void mount() throws IOException {
    hffs("mount", path("").toString()).ok();
  }

  boolean isMounted() throws IOException {
    return !Mounts.below(home).isEmpty();
  }

  /** Returns the digest that a process here finds for a file of the mount. */
  public String sha256(String name) throws IOException {
    return run(LIMIT, "sha256sum", path(name).toString()).ok().split(" ", 2)[0];
  }

  /** Runs a program in this machine's network. */
  public Command.Result run(Duration limit, String... words) throws IOException {
    return Command.run(limit, environment, network.command(List.of(words)));
  }

  /** Starts a program in this machine's network; it is ended at the latest by {@link #end}. */
  public Process start(String... words) throws IOException {
    return Command.start(environment, network.command(List.of(words)));
  }

  /** Ends the daemon in order, and with it the mount; the cache stays. */
  public void stop() throws IOException {
    hffs("daemon", "stop").ok();
  }

  /** Has all that runs here, the daemon that is, hold in its midst until {@link #resume}. */
  public void pause() throws IOException {
    signal("STOP");
  }

  public void resume() throws IOException {
    signal("CONT");
  }

  /** Ends the daemon as a crash does, and takes its dead mount away; the cache stays. */
  public void crash() throws IOException {
    signal("KILL");
    end();
  }

  private void signal(String name) throws IOException {
    for (ProcessHandle process : network.processes()) {
      Command.system("kill", "-s", name, Long.toString(process.pid()));
    }
  }

  /** Ends whatever runs here and unmounts whatever is mounted here, in whatever state it is. */
  void end() throws IOException {
    network.endProcesses();
    for (Path mount : Mounts.below(home)) {
      Command.system("fusermount", "-uz", mount.toString());
    }
  }

  @Override
  public String toString() {
    return network.toString();
  }
}
