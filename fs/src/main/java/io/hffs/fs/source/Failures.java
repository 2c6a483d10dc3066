package io.hffs.fs.source;

import io.hffs.fs.source.SourceException.Kind;
import org.jspecify.annotations.Nullable;

/** The failures of one question to several sources, and which of them the caller gets to see. */
public final class Failures {

  private @Nullable SourceException first;
  private @Nullable SourceException authoritative;

  /** Notes a failure; tells whether it is final, so that nobody else is to be asked. */
  public boolean isFinal(SourceException failure, Ranked<?> from) {
    if (first == null) {
      first = failure;
    }
    if (from.authoritative() && authoritative == null) {
      authoritative = failure;
    }
    return from.authoritative() && !failure.isTransient();
  }

  /**
   * Returns the failure to throw: what the origin said, else what the first source said, with the
   * others attached. A mirror that lacks something is no proof that it does not exist.
   */
  public SourceException toThrow() {
    SourceException chosen = authoritative != null ? authoritative : first;
    if (chosen == null) {
      return new SourceException(Kind.UNAVAILABLE, "There is no source to ask");
    }
    if (first != null && first != chosen) {
      chosen.addSuppressed(first);
    }
    return chosen;
  }
}
