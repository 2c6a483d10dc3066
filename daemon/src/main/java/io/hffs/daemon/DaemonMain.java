package io.hffs.daemon;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.Installation;
import io.hffs.daemon.process.DaemonLog;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The entry of the daemon's JVM, and the command line's way to the daemon. */
public final class DaemonMain {

  static {
    // Before the first logger: the JDK reads it once.
    System.setProperty("java.util.logging.manager", DaemonLog.LastingLogManager.class.getName());
  }

  private static final Logger log = LoggerFactory.getLogger(DaemonMain.class);

  private DaemonMain() {}

  /**
   * Runs a daemon until it is told to end. The command line starts this with the variables of its
   * own process and the arguments of {@link StartFlags}.
   */
  public static void main(String[] arguments) {
    try {
      new LocalInstallation(System.getenv(), Path.of(System.getProperty("user.home")))
          .serve(
              StartFlags.parse(arguments),
              (api, address) -> log.info("listening on port {}", address.port()),
              DaemonLog.Echo.NONE);
    } catch (ApiException e) {
      System.err.println(e.sentence());
      System.exit(1);
    }
    System.exit(0);
  }

  /**
   * Returns hffs as these variables and this home directory describe it.
   *
   * @param environment decides over the cache directory, the Hub, tokens and proxies; also what a
   *     daemon that is started sees
   */
  public static Installation installation(Map<String, String> environment, Path home) {
    return new LocalInstallation(environment, home);
  }

  /** Returns the version of hffs, {@code 0.1.0}. */
  public static String version() {
    String version = DaemonMain.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
