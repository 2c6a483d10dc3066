package io.hffs.daemon.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stored settings of this user, and the values in force. Changes are written at once and used
 * from the daemon's next start; what is shared, a running daemon follows within seconds.
 */
public interface Settings {

  /** Returns every setting with the value in force and its origin, by key. */
  List<ConfigEntry> show() throws ApiException;

  /**
   * Stores a setting.
   *
   * @param value as a user writes it, null to go back to the default
   * @throws ApiException {@link ErrorCode#BAD_REQUEST} with a sentence when the key or the value is
   *     not good
   */
  void store(String key, @Nullable String value) throws ApiException;
}
