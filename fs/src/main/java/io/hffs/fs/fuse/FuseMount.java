package io.hffs.fs.fuse;

import io.hffs.fs.vfs.VirtualFileSystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A mounted file system. Ends when it is unmounted, by {@link #unmount} or by anybody's {@code
 * fusermount -u}; several may live in one process.
 *
 * <p>Thread-safe. It installs no shutdown hook: whoever owns the process unmounts.
 */
public final class FuseMount {

  private static final Logger log = LoggerFactory.getLogger(FuseMount.class);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
  private static final long END_WITHIN_MILLIS = 10_000;
  private static final int READ_AHEAD_KIB = 1024;

  private final Path mountpoint;
  private final FuseSession session;
  private final FuseWorkers workers;
  private final FuseCall call;
  private final CountDownLatch ended = new CountDownLatch(1);

  private FuseMount(Path mountpoint, FuseSession session, FuseWorkers workers, FuseCall call) {
    this.mountpoint = mountpoint;
    this.session = session;
    this.workers = workers;
    this.call = call;
  }

  /**
   * Mounts, and returns when the mount was seen to answer.
   *
   * @param mountpoint absolute; made when it does not exist; a mount that a dead hffs left there is
   *     taken away
   * @throws MountException with a sentence for the user
   */
  public static FuseMount mount(VirtualFileSystem files, Path mountpoint, MountOptions options)
      throws IOException {
    checkAllowOther(options);
    Path real = MountPoint.prepare(mountpoint);
    FuseCall call = new FuseCall();
    FuseAdapter adapter = new FuseAdapter(files, new StatWriter(owner("uid"), owner("gid")), call);
    FuseSession session = FuseSession.mount(real, options.text(), adapter.operations());
    FuseWorkers workers = new FuseWorkers(session, String.valueOf(real.getFileName()));
    workers.start();
    FuseMount mount = new FuseMount(real, session, workers, call);
    mount.freeWhenEnded();
    try {
      MountProbe.await(real, ANSWER_WITHIN);
    } catch (IOException e) {
      Fusermount.unmount(real, "-z");
      throw e;
    }
    mount.raiseReadAhead();
    return mount;
  }

  private static void checkAllowOther(MountOptions options) throws IOException {
    if (!options.allowOther() || owner("uid") == 0) {
      return;
    }
    Path conf = Path.of("/etc/fuse.conf");
    boolean allowed =
        Files.isReadable(conf)
            && Files.readAllLines(conf, StandardCharsets.UTF_8).stream()
                .anyMatch(line -> line.strip().equals("user_allow_other"));
    if (!allowed) {
      throw new MountException(
          MountException.Reason.FAILED,
          "--allow-other needs the line 'user_allow_other' in /etc/fuse.conf; root can add it");
    }
  }

  private static long owner(String attribute) throws IOException {
    return ((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:" + attribute)).longValue();
  }

  /** The session may be freed only when every worker has ended, whoever unmounted. */
  private void freeWhenEnded() {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (!workers.awaitEnd(END_WITHIN_MILLIS)) {
                  // As long as it is mounted, and as long as a reader's deadline takes after that.
                }
                session.teardown();
                log.info("unmounted {}", mountpoint);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } finally {
                ended.countDown();
              }
            },
            "hffs-fuse-end-" + mountpoint.getFileName());
    thread.setDaemon(true);
    thread.start();
  }

  /** The kernel reads 128 KiB ahead by itself, which is far too little; only root may raise it. */
  private void raiseReadAhead() throws IOException {
    Optional<MountTable.Entry> entry = MountTable.at(mountpoint);
    if (entry.isPresent()) {
      Path setting = Path.of("/sys/class/bdi", entry.get().device(), "read_ahead_kb");
      try {
        Files.writeString(setting, Integer.toString(READ_AHEAD_KIB));
      } catch (IOException e) {
        log.debug("read_ahead_kb stays as it is: {}", e.toString());
      }
    }
  }

  public Path mountpoint() {
    return mountpoint;
  }

  /** Tells whether it is still mounted. */
  public boolean isLive() {
    return ended.getCount() > 0;
  }

  /** Waits until it was unmounted by whomever. */
  public boolean awaitEnd(Duration timeout) throws InterruptedException {
    return ended.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Unmounts, and returns when all is freed; after that a second call does nothing.
   *
   * @throws MountException BUSY, naming who uses it
   */
  public void unmount() throws IOException {
    if (!isLive()) {
      return;
    }
    try {
      Fusermount.unmount(mountpoint);
    } catch (MountException e) {
      if (e.reason() != MountException.Reason.BUSY) {
        throw e;
      }
      List<String> holders = MountHolders.of(mountpoint);
      throw new MountException(
          MountException.Reason.BUSY,
          mountpoint
              + " is in use"
              + (holders.isEmpty() ? "" : " by " + String.join(", ", holders))
              + "; close these, or run: hffs umount --lazy "
              + mountpoint);
    }
    awaitFreed();
  }

  /**
   * Takes the mount out of the tree at once, in use or not. What is open goes on working as long as
   * the process lives.
   */
  public void detach() throws IOException {
    if (isLive()) {
      Fusermount.unmount(mountpoint, "-z");
    }
  }

  private void awaitFreed() {
    try {
      if (!ended.await(END_WITHIN_MILLIS, TimeUnit.MILLISECONDS)) {
        log.warn("unmounted {}, but {} of its threads still work", mountpoint, workers.size());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes away the mount that a dead hffs left at a directory; false when there is none. */
  public static boolean recover(Path mountpoint) throws IOException {
    return MountPoint.recover(mountpoint);
  }

  /** Returns how many callbacks failed by a fault of hffs itself; 0 in a healthy one. */
  public long bugs() {
    return call.bugs();
  }

  /** Returns how many threads serve this mount. */
  public int threads() {
    return workers.size();
  }
}
