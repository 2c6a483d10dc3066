package io.hffs.cli.command;

import io.hffs.cli.output.Terminal;
import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.DaemonAddress;
import io.hffs.daemon.api.HffsApi;
import io.hffs.daemon.api.Installation;
import io.hffs.daemon.api.StartRequest;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a verb works with: the terminal, this user's hffs, and the ways to reach it.
 *
 * @param demoSource hffs as {@code mount --demo} sees it, on a cache directory of its own
 * @param client makes the client of a running daemon
 * @param directory what relative paths start from
 */
public record CommandContext(
    Terminal terminal,
    Installation installation,
    Demo demoSource,
    Function<DaemonAddress, HffsApi> client,
    Path directory,
    Path home) {

  /** Finds the demo's installation, when a verb wants it: that takes reading the settings. */
  @FunctionalInterface
  public interface Demo {
    Installation find() throws ApiException;
  }

  Installation demo() throws ApiException {
    return demoSource.find();
  }

  /** Something that is done with an open API. */
  @FunctionalInterface
  interface Use<T> {
    T with(HffsApi api) throws ApiException;
  }

  /**
   * Asks the daemon if one runs, else the services in this process, and closes them.
   *
   * @param command the verb, to tell others who find the cache held
   */
  <T> T ask(String command, Use<T> use) throws ApiException {
    Optional<HffsApi> daemon = daemon();
    try (HffsApi api = daemon.isPresent() ? daemon.get() : installation.inProcess(command)) {
      return use.with(api);
    }
  }

  /**
   * Asks as {@link #ask} does, but starts the daemon when this machine is paired with others that
   * may have what is wanted.
   */
  <T> T askWithPeers(String command, Use<T> use) throws ApiException {
    return installation.isPaired() ? askDaemon(use) : ask(command, use);
  }

  /** Asks the daemon, started when there is none: for what a command alone cannot know. */
  <T> T askDaemon(Use<T> use) throws ApiException {
    try (HffsApi api = startedDaemon()) {
      return use.with(api);
    }
  }

  /** Returns the running daemon. */
  Optional<HffsApi> daemon() throws ApiException {
    return installation.runningDaemon().map(client);
  }

  /** Returns the running daemon, started when there is none. */
  HffsApi startedDaemon() throws ApiException {
    return client.apply(installation.startDaemon(StartRequest.DEFAULT));
  }

  /**
   * Makes a path as the user wrote it absolute. A shell expands {@code ~} only where it is bare.
   */
  Path absolute(String path) {
    if (path.equals("~")) {
      return home;
    }
    Path written = path.startsWith("~/") ? home.resolve(path.substring(2)) : Path.of(path);
    return directory.resolve(written).normalize();
  }
}
