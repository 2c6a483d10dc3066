package io.hffs.fs.peer;

import io.hffs.fs.device.PeerAddress;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.SourceException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An old node that the user added: what is taken from it, and how it does. Thread-safe. */
public final class LegacyPeer {

  private static final Logger log = LoggerFactory.getLogger(LegacyPeer.class);

  /**
   * How an old node does at one moment.
   *
   * @param since when it began to answer, or not to
   * @param seenAt when it last answered; null when it never did
   * @param reason a sentence that says why it is not there; null while it is
   */
  public record State(Instant since, @Nullable Instant seenAt, @Nullable String reason) {

    public boolean answers() {
      return reason == null;
    }
  }

  private final PeerAddress address;
  private final LegacyNode node;
  private final LongAdder received = new LongAdder();
  private volatile State state = new State(Instant.now(), null, "It was not asked yet.");

  LegacyPeer(PeerAddress address, LegacyNode node) {
    this.address = address;
    this.node = node;
  }

  public PeerAddress address() {
    return address;
  }

  /** Returns what the last question showed; at once. */
  public State state() {
    return state;
  }

  /** Returns how many bytes it gave since the start, right ones or not. */
  public long receivedBytes() {
    return received.sum();
  }

  /** Asks whether it is there. Blocks for half a minute at most. */
  void ask() {
    String reason = null;
    try {
      node.ping();
    } catch (SourceException e) {
      reason = e.getMessage() + ".";
    }
    enter(reason);
  }

  private synchronized void enter(@Nullable String reason) {
    State before = state;
    Instant now = Instant.now();
    boolean answers = reason == null;
    boolean changed = before.answers() != answers;
    state = new State(changed ? now : before.since(), answers ? now : before.seenAt(), reason);
    if (changed) {
      log.info("Old node {} {}", address, answers ? "answers" : "does not answer: " + reason);
    }
  }

  /**
   * Asks whether it has a file, by the file's place.
   *
   * @throws SourceException THROTTLED or UNAVAILABLE when it does not say
   */
  public boolean has(BlobRef blob) throws SourceException {
    return node.has(blob.repo(), blob.commit(), blob.path());
  }

  /**
   * Fetches a file, or the rest of it, as {@link LegacyNode#download} does: unproven.
   *
   * @param watch is told of the bytes as they come, and may end it by throwing
   */
  public void download(BlobRef blob, Path into, LegacyNode.Watch watch) throws IOException {
    node.download(
        blob,
        into,
        bytes -> {
          received.add(bytes);
          watch.took(bytes);
        });
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
