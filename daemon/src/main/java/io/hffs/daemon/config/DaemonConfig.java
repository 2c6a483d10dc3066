package io.hffs.daemon.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The settings in force. {@code docs/configuration.md} describes each.
 *
 * @param root the cache directory, absolute
 * @param cacheMaxSize the quota; zero bytes for none
 * @param port of the local API; 0 for any free one
 * @param endpoint the Hub
 * @param mirrors in the order in which they are asked
 * @param offline whether no request may leave this machine
 * @param hfCache the Hugging Face cache of this user, read in place
 * @param tokenFile where the official client keeps the token
 * @param refreshAfter how long a branch must be unused before it is resolved again
 * @param peers about other machines
 */
public record DaemonConfig(
    Path root,
    DataSize cacheMaxSize,
    int port,
    URI endpoint,
    List<Mirror> mirrors,
    boolean offline,
    Path hfCache,
    Path tokenFile,
    Duration refreshAfter,
    PeerSettings peers) {

  public DaemonConfig {
    mirrors = List.copyOf(mirrors);
  }
}
