package io.hffs.daemon.api;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A request failed. Callers decide by {@link #code()}; the message is for people. */
public final class ApiException extends IOException {

  private final ErrorCode code;

  public ApiException(ErrorCode code, String message) {
    this(code, message, null);
  }

  public ApiException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public ErrorCode code() {
    return code;
  }

  /** Returns the message; never null here. */
  public String sentence() {
    String message = getMessage();
    return message == null ? code.name() : message;
  }

  public ApiError toError() {
    return new ApiError(code, sentence());
  }
}
