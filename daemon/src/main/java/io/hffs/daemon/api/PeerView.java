package io.hffs.daemon.api;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Another machine that this one takes content from.
 *
 * @param id of its certificate, 64 hex digits; null for an old node, which has none
 * @param name for people; that of an old node is its address
 * @param address {@code host:port} where it was last seen; null when it never was
 * @param since when it came into this state
 * @param reason a sentence that says why it is not active; null when there is nothing to say
 * @param heldBlobs of which it has something, as far as it told; 0 for an old node, which cannot
 * @param heldBytes what it has of them
 * @param bytesPerSecondIn what it delivers now; 0 while nothing is asked of it
 * @param bytesReceived from it since this daemon started
 * @param bytesSent to it since this daemon started
 * @param introducer whether machines that it names are taken as paired
 * @param introducedBy the id of the machine that named it; null when a user added it here
 */
public record PeerView(
    @Nullable String id,
    String name,
    @Nullable String address,
    State state,
    Instant since,
    @Nullable String reason,
    long heldBlobs,
    long heldBytes,
    long bytesPerSecondIn,
    long bytesReceived,
    long bytesSent,
    boolean introducer,
    @Nullable String introducedBy) {

  /** By name, which two may share, then by what tells these apart. */
  public static final Comparator<PeerView> BY_NAME =
      Comparator.comparing(PeerView::name)
          .thenComparing(peer -> peer.id() == null ? "" : peer.id())
          .thenComparing(peer -> peer.address() == null ? "" : peer.address());

  /** Whether it can be asked. In JSON, and to people, the constant in lower case. */
  public enum State {
    /** Connected. */
    ACTIVE,
    /** It does not answer; it is tried again. */
    UNREACHABLE,
    /** It sent wrong bytes; it is left alone for a time. */
    BANNED,
    /** An old HFFS or HFMC node: it cannot prove who it is. */
    LEGACY;

    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
