package io.hffs.fs.vfs;

import java.io.IOException;

/** A name or handle cannot be used as asked; says so by a reason that stands for one errno. */
public final class VfsException extends IOException {

  /** Why, one constant for each errno that the file system itself decides. */
  public enum Reason {
    /** The name is known not to exist. */
    NO_SUCH_ENTRY,
    /** Something on the way to the name is a file. */
    NOT_A_DIRECTORY,
    /** {@code readlink} of something else. */
    NOT_A_LINK,
    /** The name is not UTF-8, or has a character that no name may have. */
    INVALID_NAME,
    NAME_TOO_LONG,
    BAD_HANDLE,
    NO_SUCH_ATTRIBUTE,
    /** Listed, but this user may not read it: the content is hidden by the Hub. */
    ACCESS_DENIED,
    /** The kernel still holds attributes of what the name stood for before: it must look again. */
    STALE_NAME,
    /** The deadline of the call passed. */
    TIMED_OUT
  }

  private final Reason reason;

  public VfsException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
