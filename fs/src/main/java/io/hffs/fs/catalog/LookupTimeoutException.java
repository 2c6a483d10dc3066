package io.hffs.fs.catalog;

import java.io.IOException;

/** A source did not answer within the time that a look-up may take. It proves nothing. */
public final class LookupTimeoutException extends IOException {

  public LookupTimeoutException(String message) {
    super(message);
  }
}
