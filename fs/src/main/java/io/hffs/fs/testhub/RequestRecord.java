package io.hffs.fs.testhub;

import io.hffs.fs.testhub.http.HttpRequest;
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

  static RequestRecord of(HubOrigin origin, HttpRequest request) {
    return new RequestRecord(
        Instant.now(),
        origin,
        request.method(),
        request.target(),
        request.header("Range").orElse(null),
        0,
        0,
        request.headers().has("Authorization"),
        request.header("User-Agent").orElse(null),
        false);
  }

  RequestRecord answered(int code, long bytes, boolean over) {
    return new RequestRecord(
        time, origin, method, target, range, code, bytes, authorized, userAgent, over);
  }

  /** Returns the target without its query. */
  public String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }
}
