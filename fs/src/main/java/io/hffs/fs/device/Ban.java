package io.hffs.fs.device;

import java.time.Instant;

/**
 * A paired device that gave wrong content, and is not asked until the ban is over. It may still ask
 * us: what it gets it can check.
 *
 * @param count how many bans it had, with this one
 * @param reason in words, for the user
 */
public record Ban(DeviceId device, Instant until, int count, String reason) {

  public Ban {
    if (count < 1) {
      throw new IllegalArgumentException("not a count of bans: " + count);
    }
  }
}
