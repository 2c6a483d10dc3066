package io.hffs.daemon.process;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Who holds a cache directory, as the lock file says it:
 *
 * <pre>
 * pid=4711
 * port=09010
 * role=daemon
 * </pre>
 *
 * @param port of the local API; 0 while it is starting, ending, or has none
 * @param role {@code daemon}, or the name of the command that holds it
 */
public record LockOwner(long pid, int port, String role) {

  /** Somebody who has the lock and has not said yet who it is. */
  static final LockOwner UNKNOWN = new LockOwner(0, 0, "");

  static Optional<LockOwner> parse(String text) {
    Map<String, String> values = new HashMap<>();
    for (String line : text.split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        values.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    String pid = values.getOrDefault("pid", "");
    String port = values.getOrDefault("port", "");
    if (!pid.matches("\\d{1,10}") || !port.matches("\\d{1,5}")) {
      return Optional.empty();
    }
    return Optional.of(
        new LockOwner(
            Long.parseLong(pid), Integer.parseInt(port), values.getOrDefault("role", "")));
  }

  String format() {
    return "pid="
        + pid
        + "\nport="
        + String.format(Locale.ROOT, "%05d", port)
        + "\nrole="
        + role
        + "\n";
  }

  public boolean isDaemon() {
    return role.equals(InstanceLock.DAEMON);
  }

  /** Tells whether it is a command that works without a daemon. */
  public boolean isCommand() {
    return pid != 0 && !isDaemon();
  }
}
