package io.hffs.fs.source;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A source did not give what it was asked for. The kind is all that callers decide by; the message
 * is a sentence for people: what failed, on what, and what to do. It never holds a token or a
 * signed address.
 */
public final class SourceException extends IOException {

  /** One kind for each decision that a caller can take. */
  public enum Kind {
    /** The Hub said that there is no such repository for this user. Final. */
    REPO_NOT_FOUND,
    /** The repository has no such branch, tag or commit. Final until the repository changes. */
    REVISION_NOT_FOUND,
    /** The commit has no such file. Final. */
    ENTRY_NOT_FOUND,
    /** Gated, private or disabled, or the token is missing or wrong: the user must act. */
    DENIED,
    /** Too many requests: wait for {@link #retryAfter()}, then ask again. */
    THROTTLED,
    /** Not reachable, timed out, or a server error: another source, or later, may do. */
    UNAVAILABLE,
    /** The answer broke the protocol or does not match what was asked: distrust the source. */
    CORRUPT,
    /** The content behind this commit is gone or is no longer the same. */
    CHANGED
  }

  private final Kind kind;
  private final @Nullable Duration retryAfter;

  public SourceException(Kind kind, String message) {
    this(kind, message, null, null);
  }

  public SourceException(Kind kind, String message, @Nullable Throwable cause) {
    this(kind, message, cause, null);
  }

  private SourceException(
      Kind kind, String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
    super(message, cause);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  public static SourceException throttled(String message, Duration retryAfter) {
    return new SourceException(Kind.THROTTLED, message, null, retryAfter);
  }

  /**
   * Returns the same failure for another thread: its stack is of whoever calls this, and the first
   * one is its cause.
   */
  public SourceException forAnotherThread() {
    return new SourceException(kind, getMessage(), this, retryAfter);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }

  /** A source that is left alone for a moment, and may be asked again after {@code retryAfter}. */
  static SourceException resting(String message, Duration retryAfter) {
    return new SourceException(Kind.UNAVAILABLE, message, null, retryAfter);
  }

  public Kind kind() {
    return kind;
  }

  /** Returns how long to wait before it is worth asking again, where that is known. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** Tells whether the source said, with authority, that the thing does not exist. */
  public boolean isNotFound() {
    return switch (kind) {
      case REPO_NOT_FOUND, REVISION_NOT_FOUND, ENTRY_NOT_FOUND -> true;
      case DENIED, THROTTLED, UNAVAILABLE, CORRUPT, CHANGED -> false;
    };
  }

  /** Tells whether the same request may succeed at another source or later. */
  public boolean isTransient() {
    return switch (kind) {
      case THROTTLED, UNAVAILABLE, CORRUPT -> true;
      case REPO_NOT_FOUND, REVISION_NOT_FOUND, ENTRY_NOT_FOUND, DENIED, CHANGED -> false;
    };
  }
}
