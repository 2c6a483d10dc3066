package io.hffs.daemon.api;

/** Why a request failed; one constant for each decision that a caller can take. */
public enum ErrorCode {
  /** The request itself is wrong: an id, a size, a path. */
  BAD_REQUEST(400),
  /** The local API was called without its token, or with a wrong one. */
  UNAUTHORIZED(401),
  /** No such repository, revision, file, mount or route. Final. */
  NOT_FOUND(404),
  /** Gated, private, or the Hub token is missing or wrong: the user must act. */
  DENIED(403),
  /** In use: a mount with open files, a cache that another process holds. */
  BUSY(409),
  /** The state forbids it: already mounted, already running. */
  CONFLICT(409),
  /** The Hub asks to wait. */
  THROTTLED(429),
  /** The caller went away or stopped the work; what was fetched is kept. */
  CANCELLED(499),
  /** Not reachable or not answering now; later may do. */
  UNAVAILABLE(503),
  /** Content that does not match its digest. */
  CORRUPT(502),
  /** A fault of hffs or of the machine; the log has more. */
  INTERNAL(500);

  private final int httpStatus;

  ErrorCode(int httpStatus) {
    this.httpStatus = httpStatus;
  }

  /** Returns the status that carries this code over HTTP. */
  public int httpStatus() {
    return httpStatus;
  }
}
