package io.hffs.daemon.api;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Asks for a mount.
 *
 * @param mountpoint absolute, an existing empty directory
 * @param allowOther whether other users may read through it
 */
public record MountRequest(Path mountpoint, boolean allowOther) {

  public MountRequest {
    Objects.requireNonNull(mountpoint, "mountpoint");
  }
}
