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
  private static final Duration FREED_WITHIN = Duration.ofSeconds(10);
  private static final int READ_AHEAD_KIB = 512;

  private final MountPoint place;
  private final FuseSession session;
  private final FuseAdapter adapter;
  private final FuseCall call;
  private final FuseWorkers workers;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Object unmounting = new Object();

  /** The kernel's name for this very mount, by which it is told from a later one at its place. */
  private volatile String device = "";

  private FuseMount(MountPoint place, FuseSession session, FuseAdapter adapter, FuseCall call) {
    this.place = place;
    this.session = session;
    this.adapter = adapter;
    this.call = call;
    this.workers =
        new FuseWorkers(session, String.valueOf(place.real().getFileName()), this::atEnd);
  }

  /**
   * Mounts, and returns when the mount was seen to answer. Takes some 30 s at most.
   *
   * @param mountpoint made when it does not exist, and then removed again at the unmount; a mount
   *     that a dead hffs left there is taken away
   * @throws MountException with a sentence for the user
   */
  public static FuseMount mount(VirtualFileSystem files, Path mountpoint, MountOptions options)
      throws IOException {
    checkAllowOther(options);
    StatWriter stats = new StatWriter(owner("uid"), owner("gid"));
    MountPoint place = MountPoint.prepare(mountpoint);
    FuseCall call = new FuseCall();
    FuseAdapter adapter =
        options.xattr()
            ? new XattrFuseAdapter(files, stats, call)
            : new FuseAdapter(files, stats, call);
    FuseMount mount;
    try {
      FuseSession session = FuseSession.mount(place.real(), options.text(), adapter.operations());
      mount = new FuseMount(place, session, adapter, call);
    } catch (MountException e) {
      place.removeMade();
      throw e;
    }
    mount.begin();
    return mount;
  }

  private void begin() throws IOException {
    if (!workers.start()) { // the process has no memory for a thread; nobody uses the session
      atEnd();
      throw new MountException(
          MountException.Reason.FAILED, "no thread can be started to serve " + mountpoint());
    }
    try {
      MountTable.Entry entry = MountProbe.await(mountpoint(), ANSWER_WITHIN);
      device = entry.device();
      raiseReadAhead();
    } catch (MountException e) {
      try {
        Fusermount.unmount(mountpoint(), "-z");
      } catch (IOException also) {
        e.addSuppressed(also);
      }
      throw e;
    }
  }

  private static void checkAllowOther(MountOptions options) throws IOException {
    if (!options.allowOther() || owner("uid") == 0) {
      return;
    }
    Path conf = Path.of("/etc/fuse.conf");
    boolean allowed =
        Files.isReadable(conf)
            && Files.readAllLines(conf, StandardCharsets.ISO_8859_1).stream()
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

  /** The kernel reads 128 KiB ahead by itself, which is far too little; only root may raise it. */
  private void raiseReadAhead() {
    Path setting = Path.of("/sys/class/bdi", device, "read_ahead_kb");
    try {
      Files.writeString(setting, Integer.toString(READ_AHEAD_KIB));
    } catch (IOException e) {
      log.debug("read_ahead_kb stays as it is: {}", e.toString());
    }
  }

  /** Frees everything, when no thread can use the session any more. Runs once. */
  private void atEnd() {
    try {
      session.teardown();
      adapter.releaseAll();
      place.removeMade();
      log.info("unmounted {}", mountpoint());
    } finally {
      ended.countDown();
    }
  }

  public Path mountpoint() {
    return place.real();
  }

  /** Tells whether any of it still works: it is mounted, or was detached while in use. */
  public boolean isLive() {
    return ended.getCount() > 0;
  }

  /**
   * Waits until it was unmounted by whomever, the last of its users has closed what it had open,
   * and all is freed.
   */
  public boolean awaitEnd(Duration timeout) throws InterruptedException {
    return ended.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Unmounts, and returns when all is freed, or after some 10 s if threads of it still work. Does
   * nothing when it was unmounted before.
   *
   * @throws MountException BUSY, naming who uses it
   */
  public void unmount() throws IOException {
    try {
      takeAway();
    } catch (MountException e) {
      if (e.reason() != MountException.Reason.BUSY) {
        throw e;
      }
      List<String> holders = MountHolders.of(mountpoint());
      throw new MountException(
          MountException.Reason.BUSY,
          mountpoint()
              + " is in use"
              + (holders.isEmpty() ? "" : " by " + String.join(", ", holders))
              + "; close these, or run: hffs umount --lazy "
              + mountpoint());
    }
    awaitFreed();
  }

  /**
   * Takes the mount out of the tree at once, in use or not. What is open goes on working as long as
   * the process lives; {@link #awaitEnd} tells when all of that is closed.
   */
  public void detach() throws IOException {
    takeAway("-z");
  }

  private void takeAway(String... flags) throws IOException {
    synchronized (unmounting) { // so that the second of two finds it done
      Optional<MountTable.Entry> now = isLive() ? MountTable.at(mountpoint()) : Optional.empty();
      if (now.isPresent() && now.get().device().equals(device)) {
        Fusermount.unmount(mountpoint(), flags);
      }
    }
  }

  private void awaitFreed() {
    try {
      if (!awaitEnd(FREED_WITHIN)) {
        log.warn("unmounted {}, but {} of its threads still work", mountpoint(), threads());
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
