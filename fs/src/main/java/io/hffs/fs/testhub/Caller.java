package io.hffs.fs.testhub;

import org.jspecify.annotations.Nullable;

/**
 * Who makes a request.
 *
 * @param user null unless the token is a known one
 */
record Caller(Kind kind, @Nullable String user) {

  enum Kind {
    ANONYMOUS,
    USER,
    /** With a token that is unknown or was revoked. */
    INVALID
  }

  static final Caller ANONYMOUS = new Caller(Kind.ANONYMOUS, null);
  static final Caller INVALID = new Caller(Kind.INVALID, null);
}
