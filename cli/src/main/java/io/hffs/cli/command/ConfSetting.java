package io.hffs.cli.command;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ConfigEntry;
import io.hffs.daemon.api.DaemonAddress;
import io.hffs.daemon.api.ErrorCode;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One setting, as the conf commands read and change it. */
final class ConfSetting {

  static final String CACHE_DIR = "cache.dir";
  static final String CACHE_MAX_SIZE = "cache.max-size";
  static final String PORT = "daemon.port";
  static final String MIRRORS = "hub.mirrors";
  static final String SHARE = "peers.share";

  private final CommandContext context;
  private final String key;

  ConfSetting(CommandContext context, String key) {
    this.context = context;
    this.key = key;
  }

  /** Returns the value in force. */
  ConfigEntry entry() throws ApiException {
    return context.installation().settings().show().stream()
        .filter(entry -> entry.key().equals(key))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no setting " + key));
  }

  /** Prints the value in force, and on standard error where it comes from. */
  void print() throws ApiException {
    ConfigEntry entry = entry();
    context.terminal().print(entry.value());
    context.terminal().say("(" + origin(entry) + ")");
  }

  /** Stores it, null for the default, and tells what is in force now. */
  void store(@Nullable String value) throws ApiException {
    context.installation().settings().store(key, value);
    ConfigEntry now = entry();
    context.terminal().say(key + " = " + now.value() + " (" + origin(now) + ")");
    if (value != null && now.origin() == ConfigEntry.Origin.ENV) {
      context
          .terminal()
          .say("It is stored, but " + now.originName() + " overrides it; unset that variable.");
    }
  }

  /** Says that a running daemon goes on with what it started with. */
  void noteRestart() throws ApiException {
    if (context.installation().runningDaemon().isPresent()) {
      context.terminal().say("The daemon uses it from its next start: hffs daemon stop.");
    }
  }

  /** Refuses while a daemon runs that would be lost by the change. */
  void requireNoDaemon() throws ApiException {
    Optional<DaemonAddress> running = context.installation().runningDaemon();
    if (running.isPresent()) {
      throw new ApiException(
          ErrorCode.CONFLICT,
          "The daemon (process "
              + running.get().pid()
              + ") works on "
              + context.installation().root()
              + "; end it first: hffs daemon stop.");
    }
  }

  static String origin(ConfigEntry entry) {
    String kind = entry.origin().name().toLowerCase(Locale.ROOT);
    return entry.originName().isEmpty() ? kind : kind + " " + entry.originName();
  }
}
