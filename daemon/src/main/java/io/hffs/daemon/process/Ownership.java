package io.hffs.daemon.process;

import io.hffs.fs.os.DaemonThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that others find the daemon of a cache directory, also after somebody removed all that
 * is in the directory: every 2 s, on {@code hffs-ownership}, the lock and the token are put back.
 */
public final class Ownership implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Ownership.class);
  private static final Duration PERIOD = Duration.ofSeconds(2);

  private final Path root;
  private final InstanceLock lock;
  private final String token;
  private final Runnable lost;
  private final ScheduledThreadPoolExecutor thread;

  private Ownership(Path root, InstanceLock lock, String token, Runnable lost) {
    this.root = root;
    this.lock = lock;
    this.token = token;
    this.lost = lost;
    this.thread = new ScheduledThreadPoolExecutor(1, DaemonThreads.named("hffs-ownership"));
  }

  /**
   * Begins to look.
   *
   * @param lost is run when another process has the directory: there must not be two
   */
  public static Ownership keep(Path root, InstanceLock lock, String token, Runnable lost) {
    Ownership ownership = new Ownership(root, lock, token, lost);
    // Ends with the executor.
    var unused =
        ownership.thread.scheduleWithFixedDelay(
            ownership::look, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    return ownership;
  }

  private void look() {
    try {
      if (!lock.renew()) {
        log.error("{} was removed, and another process has it now: this one ends", root);
        thread.shutdown();
        lost.run();
        return;
      }
      ApiTokenFile.restore(root, token);
    } catch (IOException | RuntimeException e) {
      // The next look may do better: the disk may be full or read-only.
      log.debug("{} cannot be kept: {}", root, e.toString());
    }
  }

  /** Does not wait. */
  @Override
  public void close() {
    thread.shutdown(); // an interrupt would close the lock
  }
}
