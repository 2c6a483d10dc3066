package io.hffs.fs.transfer;

import io.hffs.fs.range.ByteRange;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.source.BlobSource;
import io.hffs.fs.source.SourceHealth;
import java.time.Duration;
import java.util.Optional;

/** A paired machine that is reachable, as a source of what it says it has. Thread-safe. */
public interface PeerSource extends BlobSource {

  /** Returns what tells it from all other machines, the same on each of them. */
  String id();

  SourceHealth health();

  SourceMeter meter();

  /** Returns how many bytes from the start of {@code range} it has; 0 for none. No waiting. */
  long held(BlobId blob, ByteRange range);

  /**
   * Returns for how long it has got nothing more of a blob whose rest it is fetching itself; empty
   * when it does not fetch it. No waiting.
   */
  Optional<Duration> stillFor(BlobId blob);

  /**
   * Returns the most to ask of it in one request now; 0 when it has no room for another one.
   *
   * @param urgent whether somebody waits for the bytes: there may be room left for just that
   */
  long roomBytes(boolean urgent);
}
