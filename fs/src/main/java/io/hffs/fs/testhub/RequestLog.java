package io.hffs.fs.testhub;

import io.hffs.fs.testhub.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Every request, in the order of arrival. The status and the bytes are noted just before they are
 * sent, so what a client has seen is in the log already.
 *
 * <p>Thread-safe. Keeps the last {@value #MAX_RECORDS} records; the counters forget nothing.
 */
final class RequestLog {

  static final int MAX_RECORDS = 100_000;

  private final Deque<Entry> entries = new ArrayDeque<>();
  private final Map<String, Long> bytesByPath = new TreeMap<>();
  private long bytesSent;
  private int running;

  /** A request being answered. */
  final class Entry {

    private final RequestRecord arrived;
    private int status;
    private long bodyBytes;
    private boolean finished;

    private Entry(RequestRecord arrived) {
      this.arrived = arrived;
    }

    void answering(int code) {
      synchronized (RequestLog.this) {
        status = code;
        RequestLog.this.notifyAll();
      }
    }

    /** Counts body bytes; a negative number takes some back. */
    void sending(long bytes) {
      synchronized (RequestLog.this) {
        bodyBytes += bytes;
        bytesSent += bytes;
        bytesByPath.merge(arrived.path(), bytes, Long::sum);
        RequestLog.this.notifyAll();
      }
    }

    void finish() {
      synchronized (RequestLog.this) {
        finished = true;
        running--;
        RequestLog.this.notifyAll();
      }
    }

    private RequestRecord now() {
      return arrived.answered(status, bodyBytes, finished);
    }
  }

  synchronized Entry arrived(HubOrigin origin, HttpRequest request) {
    Entry entry = new Entry(RequestRecord.of(origin, request));
    if (entries.size() == MAX_RECORDS) {
      entries.removeFirst();
    }
    entries.addLast(entry);
    running++;
    notifyAll();
    return entry;
  }

  synchronized List<RequestRecord> records() {
    return entries.stream().map(Entry::now).toList();
  }

  /** Forgets the records and sets all counters to 0. */
  synchronized void clear() {
    entries.clear();
    bytesByPath.clear();
    bytesSent = 0;
  }

  synchronized long bytesSent() {
    return bytesSent;
  }

  /** Returns the body bytes by raw path, without query. */
  synchronized Map<String, Long> bytesByPath() {
    return new TreeMap<>(bytesByPath);
  }

  /** Waits until the records satisfy the condition; tells whether they did in time. */
  boolean await(Predicate<List<RequestRecord>> condition, Duration timeout)
      throws InterruptedException {
    return waitFor(() -> condition.test(records()), timeout);
  }

  /** Waits until no request is being answered; tells whether that came true in time. */
  boolean awaitIdle(Duration timeout) throws InterruptedException {
    return waitFor(() -> running == 0, timeout);
  }

  private synchronized boolean waitFor(BooleanSupplier condition, Duration timeout)
      throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!condition.getAsBoolean()) {
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        return false;
      }
      wait(millis);
    }
    return true;
  }
}
