package io.hffs.fs.weights;

import java.io.IOException;

/** The header of a file of weights is not what its format prescribes. */
public final class MalformedHeaderException extends IOException {

  MalformedHeaderException(String message) {
    super(message);
  }

  MalformedHeaderException(String message, Throwable cause) {
    super(message, cause);
  }
}
