package io.hffs.daemon.backend;

import io.hffs.daemon.config.DaemonConfig;
import io.hffs.daemon.config.ShareSetting;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** Opens the file system on a cache directory. Found by {@link java.util.ServiceLoader}. */
public interface BackendFactory {

  /** Who opens it. */
  enum Use {
    /** A daemon: it also serves paired machines and is served by them. */
    DAEMON,
    /** A command that does without a daemon. */
    COMMAND
  }

  /**
   * Opens the cache and the sources; no network. The caller holds the lock of the directory and
   * closes the result.
   *
   * @param shares which repositories others may have if they are public
   * @param environment variables as the process got them, for tokens and proxies
   */
  Backend open(DaemonConfig config, ShareSetting shares, Map<String, String> environment, Use use)
      throws IOException;

  /**
   * Names the entries that the file system makes directly in the cache directory: what an
   * uninstallation may remove there, and nothing else.
   */
  Set<String> ownedNames();
}
