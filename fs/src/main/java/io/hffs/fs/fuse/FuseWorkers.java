package io.hffs.fs.fuse;

import io.hffs.fs.fuse.FuseSession.Receiver;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that take requests from the kernel and answer them. libfuse answers inside the
 * callback, so a reader that waits for the network keeps its thread.
 *
 * <p>The rule: <b>some thread always receives</b>. Whoever takes a request while nobody else
 * receives wakes a spare, or starts one, before working on it; so any number of waiting readers, up
 * to {@value #MAX_WORKERS}, stops nobody else. Few receive at a time, because each of many would be
 * woken for nothing: who comes back and finds {@value #RECEIVERS} receiving becomes a spare.
 *
 * <p>{@code receiving} counts the rights to receive, and a right is counted before its thread runs:
 * whoever wakes or starts a thread takes the right for it. {@code spares} counts the threads that
 * nobody has claimed yet; there is one permit of {@code wake} for each claim. So neither a right
 * nor a wake-up can be lost between a spare that gives up waiting and another that wakes it.
 *
 * <p>Workers are never interrupted: that would close the file they read from.
 */
final class FuseWorkers {

  private static final Logger log = LoggerFactory.getLogger(FuseWorkers.class);

  /**
   * Two keep two cores busy, and while both work a third receives, so that no spare need be woken;
   * more make random reads slower.
   */
  private static final int RECEIVERS = 3;

  /** Each that waits takes some 0.5 MB: 580 more took 300 MB. */
  static final int MAX_WORKERS = 1280;

  private static final long SPARE_SECONDS = 30;

  private final FuseSession session;
  private final String name;
  private final Runnable atEnd;
  private final AtomicInteger receiving = new AtomicInteger();
  private final AtomicInteger spares = new AtomicInteger();
  private final Semaphore wake = new Semaphore(0);
  private final Object lock = new Object();
  private final Set<Thread> workers = new HashSet<>(); // guarded by lock
  private int started; // guarded by lock
  private volatile boolean over; // written under lock

  /**
   * @param name of the mount, for the names of the threads
   * @param atEnd runs once, on the last thread, after the session ended and every other thread left
   */
  FuseWorkers(FuseSession session, String name, Runnable atEnd) {
    this.session = session;
    this.name = name;
    this.atEnd = atEnd;
  }

  /** Starts the first threads; false when not even one could be. */
  boolean start() {
    for (int i = 0; i < RECEIVERS; i++) {
      receiving.incrementAndGet();
      startOne();
    }
    return size() > 0;
  }

  /** Starts a thread that has the right to receive, or gives the right back. Never throws. */
  private void startOne() {
    synchronized (lock) {
      Thread worker = null;
      try {
        if (!over && workers.size() < MAX_WORKERS) {
          Receiver receiver = session.new Receiver();
          worker = new Thread(() -> work(receiver), "hffs-fuse-" + name + "-" + ++started);
          worker.setDaemon(true);
          worker.start();
          workers.add(worker);
          return;
        }
      } catch (Throwable e) { // no memory or no thread: the request in hand must still be answered
        log.error("no further worker for the mount {}", name, e);
      }
      receiving.decrementAndGet();
    }
  }

  private void work(Receiver receiver) {
    try {
      while (receiveOne(receiver)) {
        try {
          receiver.process();
        } catch (Throwable e) { // the edge of a thread: the mount must not lose it
          log.error("a request to the mount {} failed outside of its callback", name, e);
        }
        if (!takeRight() && !waitAsSpare()) {
          return;
        }
      }
      end();
    } finally {
      leave();
    }
  }

  private boolean receiveOne(Receiver receiver) {
    boolean received = receiver.receive();
    if (receiving.decrementAndGet() == 0 && received) {
      receiving.incrementAndGet();
      if (claimSpare()) {
        wake.release();
      } else {
        startOne();
      }
    }
    return received;
  }

  private boolean takeRight() {
    int now = receiving.get();
    while (now < RECEIVERS) {
      if (receiving.compareAndSet(now, now + 1)) {
        return true;
      }
      now = receiving.get();
    }
    return false;
  }

  private boolean claimSpare() {
    int now = spares.get();
    while (now > 0) {
      if (spares.compareAndSet(now, now - 1)) {
        return true;
      }
      now = spares.get();
    }
    return false;
  }

  /**
   * Waits until it is given the right to receive.
   *
   * @return false when it was not needed for a while, or the session is over
   */
  private boolean waitAsSpare() {
    spares.incrementAndGet();
    boolean needed = false;
    try {
      needed = wake.tryAcquire(SPARE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!needed && !claimSpare()) {
      wake.acquireUninterruptibly(); // claimed by another, whose permit comes right now
      needed = true;
    }
    return needed && !over;
  }

  private void end() {
    synchronized (lock) {
      over = true;
    }
    session.exit();
    wake.release(MAX_WORKERS);
  }

  private void leave() {
    boolean last;
    synchronized (lock) {
      workers.remove(Thread.currentThread());
      last = over && workers.isEmpty();
    }
    if (last) {
      atEnd.run();
    }
  }

  /** Returns the number of threads, for status and tests. */
  int size() {
    synchronized (lock) {
      return workers.size();
    }
  }
}
