package io.hffs.fs.testhub;

import java.time.Duration;

/** A fault in force: how often it fired, and the end of it. Thread-safe. */
public final class InjectedFault {

  private final HubFault fault;
  private long matched;
  private int fired;
  private boolean removed;

  InjectedFault(HubFault fault) {
    this.fault = fault;
  }

  HubFault fault() {
    return fault;
  }

  /** Counts a request, and tells whether it is to be hit. */
  boolean takes(HubRequest request) {
    if (!fault.matches(request)) {
      return false;
    }
    synchronized (this) {
      boolean hit = !removed && fault.hits(matched++);
      if (hit) {
        fired++;
        notifyAll();
      }
      return hit;
    }
  }

  /** Returns how many requests it has hit. */
  public synchronized int fired() {
    return fired;
  }

  /** Waits until it has hit so many requests; tells whether it did in time. */
  public synchronized boolean awaitFired(int count, Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (fired < count) {
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        return false;
      }
      wait(millis);
    }
    return true;
  }

  /** Ends it for requests to come; those it has hit stay hit. */
  public synchronized void remove() {
    removed = true;
  }

  @Override
  public synchronized String toString() {
    return fault + ", fired " + fired + " times";
  }
}
