package io.hffs.daemon.config;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A setting is not good. The message names where it came from and how to write it. */
public final class ConfigException extends IOException {

  ConfigException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  ConfigException(String message) {
    this(message, null);
  }
}
