package io.hffs.daemon;

import io.hffs.daemon.api.StartRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The ports of a {@link StartRequest} on their way into a daemon: as arguments of its process,
 * {@code --port 9555 --peer-port 9100}, and there as settings that override all others.
 */
final class StartFlags {

  static final String PORT = "daemon.port";

  private static final Map<String, String> SETTINGS =
      Map.of("--port", PORT, "--peer-port", "peers.port", "--legacy-port", "peers.legacy-port");

  private StartFlags() {}

  /** Returns the arguments for another process. */
  static List<String> arguments(StartRequest request) {
    List<String> arguments = new ArrayList<>();
    byFlag(request).forEach((flag, port) -> arguments.addAll(List.of(flag, port.toString())));
    return arguments;
  }

  /**
   * Reads the arguments that {@link #arguments} wrote.
   *
   * @throws IllegalArgumentException for any others
   */
  static StartRequest parse(String... arguments) {
    Map<String, Integer> ports = new TreeMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      if (!SETTINGS.containsKey(arguments[i]) || i + 1 == arguments.length) {
        throw new IllegalArgumentException("not an argument of the daemon: " + arguments[i]);
      }
      ports.put(arguments[i], Integer.valueOf(arguments[i + 1]));
    }
    return new StartRequest(
        ports.get("--port"), ports.get("--peer-port"), ports.get("--legacy-port"), null);
  }

  /** Returns the settings that the request overrides, by key. */
  static Map<String, String> settings(StartRequest request) {
    Map<String, String> settings = new TreeMap<>();
    byFlag(request).forEach((flag, port) -> settings.put(SETTINGS.get(flag), port.toString()));
    return settings;
  }

  private static Map<String, Integer> byFlag(StartRequest request) {
    Map<String, Integer> ports = new TreeMap<>();
    put(ports, "--port", request.port());
    put(ports, "--peer-port", request.peerPort());
    put(ports, "--legacy-port", request.legacyPort());
    return ports;
  }

  private static void put(Map<String, Integer> ports, String flag, @Nullable Integer port) {
    if (port != null) {
      ports.put(flag, port);
    }
  }
}
