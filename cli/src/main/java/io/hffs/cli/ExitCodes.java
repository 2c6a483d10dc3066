package io.hffs.cli;

import io.hffs.daemon.api.ErrorCode;

/** What a command tells the shell. */
public final class ExitCodes {

  public static final int DONE = 0;
  public static final int FAILED = 1;
  public static final int USAGE = 2;

  private ExitCodes() {}

  /** A request that was wrong in itself is a usage error; all else failed. */
  static int of(ErrorCode code) {
    return code == ErrorCode.BAD_REQUEST ? USAGE : FAILED;
  }
}
