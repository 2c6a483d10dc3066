package io.hffs.fs.testhub;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One request that the hub got.
 *
 * @param time when it was parsed
 * @param target the raw path and query
 * @param range the Range header as it was asked
 * @param status 0 while nothing was answered
 * @param bodyBytes of the answer, as sent so far
 * @param authorized whether an Authorization header came with it
 * @param finished whether the answer is over, in whatever way
 */
public record RequestRecord(
    Instant time,
    HubOrigin origin,
    String method,
    String target,
    @Nullable String range,
    int status,
    long bodyBytes,
    boolean authorized,
    @Nullable String userAgent,
    boolean finished) {

  /** Returns the target without its query. */
  public String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }
}
