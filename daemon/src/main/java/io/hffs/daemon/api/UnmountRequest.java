package io.hffs.daemon.api;

import java.nio.file.Path;
import java.util.Objects;

/** Asks to end the mount at {@code mountpoint}, an absolute path. */
public record UnmountRequest(Path mountpoint, UnmountMode mode) {

  public UnmountRequest {
    Objects.requireNonNull(mountpoint, "mountpoint");
    Objects.requireNonNull(mode, "mode");
  }
}
