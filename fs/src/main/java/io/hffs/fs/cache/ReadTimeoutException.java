package io.hffs.fs.cache;

import java.io.IOException;

/** The bytes did not arrive before the reader's deadline. The fetch goes on for others. */
public final class ReadTimeoutException extends IOException {

  public ReadTimeoutException(String message) {
    super(message);
  }
}
