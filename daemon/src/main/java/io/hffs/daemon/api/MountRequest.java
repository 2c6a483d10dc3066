package io.hffs.daemon.api;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Asks for a mount.
 *
 * @param mountpoint absolute, an existing empty directory
 * @param allowOther whether other users may read through it
 * @param xattr whether it has extended attributes
 */
public record MountRequest(Path mountpoint, boolean allowOther, boolean xattr) {

  public MountRequest {
    Objects.requireNonNull(mountpoint, "mountpoint");
  }
}
