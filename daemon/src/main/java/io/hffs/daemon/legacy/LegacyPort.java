package io.hffs.daemon.legacy;

import io.hffs.daemon.api.ApiException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@link LegacyServer} of a daemon, if the user asked for one, or why it could not start: old
 * programs are no reason for a daemon to end.
 */
public final class LegacyPort implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LegacyPort.class);

  private final @Nullable LegacyServer server;
  private final @Nullable String problem;

  private LegacyPort(@Nullable LegacyServer server, @Nullable String problem) {
    this.server = server;
    this.problem = problem;
  }

  /**
   * Listens if a port is given and free.
   *
   * @param port null for not at all
   * @param liveNodes the old nodes that answered lately
   */
  public static LegacyPort open(
      @Nullable Integer port, PublicLibrary library, Supplier<List<LiveNode>> liveNodes) {
    if (port == null) {
      return new LegacyPort(null, null);
    }
    try {
      LegacyServer server = LegacyServer.start(port, library, liveNodes);
      log.info("HFFS and HFMC are served on port {}", server.port());
      return new LegacyPort(server, null);
    } catch (IOException e) {
      String problem =
          e instanceof ApiException known
              ? known.sentence()
              : "HFFS and HFMC cannot be served on port " + port + ": " + e.getMessage() + ".";
      log.warn("{}", problem);
      return new LegacyPort(null, problem);
    }
  }

  /** Returns a sentence that says why it does not listen, though it should. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
  }
}
