package io.hffs.daemon.service;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.api.MountView;
import io.hffs.daemon.api.UnmountMode;
import io.hffs.daemon.backend.Backend;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends all mounts when the daemon ends: those in use are named, with who uses them, and get some
 * time; then they are taken out of the tree under their users, which see errors from there on.
 */
public final class FinalUnmount {

  private static final Logger log = LoggerFactory.getLogger(FinalUnmount.class);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final Backend backend;
  private final Duration patience;

  public FinalUnmount(Backend backend, Duration patience) {
    this.backend = backend;
    this.patience = patience;
  }

  /** Returns when nothing is mounted, or nothing more can be done about it. */
  public void run() {
    Set<Path> named = new TreeSet<>();
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      List<MountView> mounts = backend.mounts();
      for (MountView mount : mounts) {
        unmountIfIdle(mount.mountpoint(), named);
      }
      if (backend.mounts().isEmpty()) {
        return;
      }
      if (System.nanoTime() - deadline >= 0) {
        break;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    backend.mounts().forEach(mount -> detach(mount.mountpoint()));
  }

  private void unmountIfIdle(Path mountpoint, Set<Path> named) {
    try {
      backend.unmount(mountpoint, UnmountMode.IF_IDLE);
    } catch (ApiException e) {
      if (e.code() == ErrorCode.BUSY && named.add(mountpoint)) {
        log.warn("{} (waiting {} for them)", e.sentence(), patience);
      }
    } catch (IOException e) {
      if (named.add(mountpoint)) {
        log.warn("cannot unmount {}", mountpoint, e);
      }
    }
  }

  private void detach(Path mountpoint) {
    try {
      backend.unmount(mountpoint, UnmountMode.LAZY);
      log.warn("{} was detached while in use", mountpoint);
    } catch (IOException e) {
      log.error("{} stays mounted", mountpoint, e);
    }
  }
}
