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
 * <p>Workers are never interrupted: that would close the file they read from.
 */
final class FuseWorkers {

  private static final Logger log = LoggerFactory.getLogger(FuseWorkers.class);

  /** Measured on two cores: enough to keep both busy; more make random reads slower. */
  private static final int RECEIVERS = 3;

  private static final int MAX_WORKERS = 512;
  private static final long SPARE_SECONDS = 30;

  private final FuseSession session;
  private final String name;
  private final AtomicInteger receiving = new AtomicInteger();
  private final AtomicInteger spares = new AtomicInteger();
  private final Semaphore wake = new Semaphore(0);
  private final Object lock = new Object();
  private final Set<Thread> workers = new HashSet<>(); // guarded by lock
  private int started; // guarded by lock
  private boolean over; // guarded by lock

  /**
   * @param name of the mount, for the names of the threads
   */
  FuseWorkers(FuseSession session, String name) {
    this.session = session;
    this.name = name;
  }

  void start() {
    for (int i = 0; i < RECEIVERS; i++) {
      startOne();
    }
  }

  private void startOne() {
    synchronized (lock) {
      if (over || workers.size() >= MAX_WORKERS) {
        return;
      }
      Thread worker = new Thread(this::work, "hffs-fuse-" + name + "-" + ++started);
      worker.setDaemon(true);
      workers.add(worker);
      worker.start();
    }
  }

  private void work() {
    try {
      Receiver receiver = session.new Receiver();
      while (receiveOne(receiver)) {
        receiver.process();
        if (receiving.get() >= RECEIVERS && !waitAsSpare()) {
          return;
        }
      }
      end();
    } catch (Throwable e) { // the edge of a thread: without a word the mount would lose a worker
      log.error("a worker of the mount {} failed", name, e);
      startOne();
    } finally {
      synchronized (lock) {
        workers.remove(Thread.currentThread());
        lock.notifyAll();
      }
    }
  }

  private boolean receiveOne(Receiver receiver) {
    receiving.incrementAndGet();
    boolean received = receiver.receive();
    if (receiving.decrementAndGet() == 0 && received) {
      wakeOrStartOne();
    }
    return received;
  }

  private void wakeOrStartOne() {
    if (spares.get() > 0) {
      wake.release();
    } else {
      startOne();
    }
  }

  /**
   * Waits until it is needed to receive.
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
    // Whoever counted on this spare may have released a permit just after the wait ended.
    spares.decrementAndGet();
    if (!needed) {
      needed = wake.tryAcquire();
    }
    synchronized (lock) {
      return (needed || receiving.get() == 0) && !over;
    }
  }

  private void end() {
    synchronized (lock) {
      over = true;
    }
    session.exit();
    wake.release(MAX_WORKERS);
  }

  /**
   * Waits until the session is over and every thread has ended.
   *
   * @return false when {@code timeoutMillis} passed first
   */
  boolean awaitEnd(long timeoutMillis) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    synchronized (lock) {
      while (!workers.isEmpty()) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
          return false;
        }
        lock.wait(left);
      }
      return true;
    }
  }

  /** Returns the number of threads, for status and tests. */
  int size() {
    synchronized (lock) {
      return workers.size();
    }
  }
}
