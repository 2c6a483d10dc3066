package io.hffs.fs.peer;

import io.hffs.fs.device.PairedDevice;
import io.hffs.fs.device.PeerAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a paired device does at one moment.
 *
 * @param address where it was last reached, or is looked for
 * @param reason why it is not reachable or banned; null while active
 * @param heldBlobs blobs that it says it has something of
 */
public record PeerState(
    PairedDevice device,
    @Nullable PeerAddress address,
    Condition condition,
    Instant since,
    @Nullable String reason,
    long heldBlobs,
    long heldBytes,
    long receivedBytes,
    double bytesPerSecond) {

  /** Whether it can be asked. */
  public enum Condition {
    ACTIVE,
    UNREACHABLE,
    BANNED
  }
}
