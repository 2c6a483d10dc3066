package io.hffs.fs.device;

import java.io.IOException;

/**
 * What cannot be done with the identity or the pairings of this machine; the message is a sentence
 * for the user and says what to do.
 */
public final class DeviceException extends IOException {

  DeviceException(String message) {
    super(message);
  }

  DeviceException(String message, Throwable cause) {
    super(message, cause);
  }
}
