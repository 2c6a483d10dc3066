package io.hffs.fs.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Takes the bytes of a fetched range, in order, as they arrive, and says how they are wanted. */
@FunctionalInterface
public interface BlobSink {

  /**
   * Takes all remaining bytes of {@code bytes}, which follow those of the call before. The buffer
   * belongs to the source and is used again after the call.
   *
   * @throws IOException when the bytes are no longer wanted or cannot be kept; the source then
   *     stops and passes the exception on
   */
  void write(ByteBuffer bytes, Provenance provenance) throws IOException;

  /**
   * Says that so many more bytes have come, which are handed over when they are checked: the source
   * is not silent. A source that hands over what comes as it comes does not say so.
   */
  default void arriving(int count) {}

  /** Tells whether somebody waits for these bytes now; it may become so at any time. */
  default boolean isUrgent() {
    return false;
  }

  /** Returns how long somebody has waited without getting any of them; zero when nobody does. */
  default Duration waited() {
    return Duration.ZERO;
  }

  /** Tells whether the word of a paired device will do; else only the Hub's or a mirror's bytes. */
  default boolean takesAttested() {
    return true;
  }

  /**
   * Hands over what ends the present transfer from another thread: the source's call then fails
   * soon. Called by a source that can be ended so, before it waits for anything.
   */
  default void endedBy(Runnable cancel) {}

  /**
   * Says that other machines fetch the blob at the same time, and which part of it is this one's to
   * fetch. Called again whenever that may have changed; a sink that wants all of the blob then has
   * its share fetched.
   */
  default void sharedWith(Share share) {}
}
