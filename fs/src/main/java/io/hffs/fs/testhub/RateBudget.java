package io.hffs.fs.testhub;

import java.time.Duration;

/**
 * How many requests a caller has per window; told in the headers of every answer of the hub.
 *
 * @param enforced whether the requests are counted, and refused with 429 when used up; else the
 *     headers always show nearly the full budget
 */
public record RateBudget(int apiRequests, int resolverRequests, Duration window, boolean enforced) {

  /** The figures of an anonymous caller, never used up. */
  public static final RateBudget TOLD = new RateBudget(500, 3000, Duration.ofMinutes(5), false);

  public static RateBudget enforced(int apiRequests, int resolverRequests, Duration window) {
    return new RateBudget(apiRequests, resolverRequests, window, true);
  }
}
