package io.hffs.fs.fuse;

import java.io.IOException;

/** A mount or unmount did not come about; the message says what to do. */
public final class MountException extends IOException {

  /** One constant for each thing that a caller can do about it. */
  public enum Reason {
    /** libfuse or fusermount is missing. */
    NOT_INSTALLED,
    /** The mount point cannot be used: not a directory, not empty, another file system. */
    BAD_MOUNTPOINT,
    /** hffs is mounted there already. */
    ALREADY_MOUNTED,
    /** Programs use the mount; the message names them. */
    BUSY,
    /** Permissions, a missing device, or no answer in time. */
    FAILED
  }

  private final Reason reason;

  public MountException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public MountException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
