package io.hffs.fs.fuse;

import io.hffs.fs.source.SourceException;
import io.hffs.fs.vfs.VfsException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeoutException;

/** The one table from what was thrown to what a program sees. Numbers are Linux's. */
final class Errnos {

  static final int ENOENT = 2;
  static final int EIO = 5;
  static final int EBADF = 9;
  static final int EACCES = 13;
  static final int ENOTDIR = 20;
  static final int EINVAL = 22;
  static final int ERANGE = 34;
  static final int ENAMETOOLONG = 36;
  static final int ENODATA = 61;
  static final int ENOTCONN = 107;
  static final int ETIMEDOUT = 110;
  static final int ESTALE = 116;

  private Errnos() {}

  /**
   * Returns the errno for a failure. ENOENT only for what is known not to exist; never EAGAIN,
   * which Python takes for a socket's.
   */
  static int of(Throwable failure) {
    if (failure instanceof VfsException e) {
      return of(e.reason());
    }
    if (failure instanceof SourceException e) {
      return of(e.kind());
    }
    if (failure instanceof SocketTimeoutException || failure instanceof TimeoutException) {
      return ETIMEDOUT;
    }
    return EIO;
  }

  private static int of(VfsException.Reason reason) {
    return switch (reason) {
      case NO_SUCH_ENTRY -> ENOENT;
      case NOT_A_DIRECTORY -> ENOTDIR;
      case NOT_A_LINK, INVALID_NAME -> EINVAL;
      case NAME_TOO_LONG -> ENAMETOOLONG;
      case BAD_HANDLE -> EBADF;
      case NO_SUCH_ATTRIBUTE -> ENODATA;
      case ACCESS_DENIED -> EACCES;
      case STALE_NAME -> ESTALE;
      case TIMED_OUT -> ETIMEDOUT;
    };
  }

  private static int of(SourceException.Kind kind) {
    return switch (kind) {
      case REPO_NOT_FOUND, REVISION_NOT_FOUND, ENTRY_NOT_FOUND -> ENOENT;
      case DENIED -> EACCES;
      case THROTTLED -> ETIMEDOUT;
      case CHANGED -> ESTALE;
      case UNAVAILABLE, CORRUPT -> EIO;
    };
  }
}
