package io.hffs.fs.testhub;

import io.hffs.fs.testhub.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Counts requests in fixed windows, per caller and kind of request. Thread-safe. */
final class RateBudgets {

  /** The kinds of request that the Hub counts apart. */
  enum Bucket {
    API("api"),
    RESOLVERS("resolvers");

    private final String word;

    Bucket(String word) {
      this.word = word;
    }
  }

  /** What is left of one window. */
  record Grant(Bucket bucket, int quota, long windowSeconds, int remaining, long resetSeconds) {

    boolean isExhausted() {
      return remaining < 0;
    }

    HttpResponse addTo(HttpResponse response) {
      return response
          .with(
              "RateLimit",
              "\"%s\";r=%d;t=%d".formatted(bucket.word, Math.max(0, remaining), resetSeconds))
          .with(
              "RateLimit-Policy",
              "\"fixed window\";\"%s\";q=%d;w=%d".formatted(bucket.word, quota, windowSeconds));
    }
  }

  private static final class Window {
    private final long startNanos = System.nanoTime();
    private int used;
  }

  private final Map<String, Window> windows = new HashMap<>();

  /** Counts one request. */
  synchronized Grant use(Bucket bucket, Caller caller, RateBudget budget) {
    int quota = bucket == Bucket.API ? budget.apiRequests() : budget.resolverRequests();
    long windowNanos = budget.window().toNanos();
    String key = bucket + "/" + Optional.ofNullable(caller.user()).orElse("");
    Window window = windows.computeIfAbsent(key, k -> new Window());
    if (System.nanoTime() - window.startNanos >= windowNanos) {
      window = new Window();
      windows.put(key, window);
    }
    window.used++;
    int remaining = budget.enforced() ? quota - window.used : quota - 1;
    long leftNanos = windowNanos - (System.nanoTime() - window.startNanos);
    long leftSeconds = Math.max(1, TimeUnit.NANOSECONDS.toSeconds(leftNanos + 999_999_999));
    return new Grant(
        bucket, quota, Math.max(1, budget.window().toSeconds()), remaining, leftSeconds);
  }

  synchronized void reset() {
    windows.clear();
  }
}
