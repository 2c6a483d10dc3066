package io.hffs.daemon.library;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.api.MountRequest;
import io.hffs.daemon.api.MountView;
import io.hffs.daemon.api.UnmountMode;
import io.hffs.fs.HffsFileSystem;
import io.hffs.fs.fuse.FuseMount;
import io.hffs.fs.fuse.MountException;
import io.hffs.fs.fuse.MountTable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** What this process has mounted, and where. Thread-safe. */
final class MountRegistry {

  private record Mounted(FuseMount mount, MountView view) {}

  private final HffsFileSystem fs;
  private final URI endpoint;
  private final Function<MountView, String> status;
  private final Map<Path, Mounted> mounts = new ConcurrentHashMap<>();

  /**
   * @param status what {@code .hffs/status.json} of a mount shows
   */
  MountRegistry(HffsFileSystem fs, URI endpoint, Function<MountView, String> status) {
    this.fs = fs;
    this.endpoint = endpoint;
    this.status = status;
  }

  MountView mount(MountRequest request) throws IOException {
    Instant since = Instant.now();
    MountView asked = new MountView(request.mountpoint(), endpoint, since, request.allowOther());
    try {
      FuseMount mount =
          fs.mount(
              request.mountpoint(),
              request.allowOther(),
              request.xattr(),
              () -> status.apply(asked));
      MountView view = new MountView(mount.mountpoint(), endpoint, since, request.allowOther());
      mounts.put(mount.mountpoint(), new Mounted(mount, view));
      return view;
    } catch (MountException e) {
      throw translated(e);
    }
  }

  List<MountView> mounts() {
    mounts.values().removeIf(mounted -> !mounted.mount().isLive());
    return mounts.values().stream()
        .map(Mounted::view)
        .sorted(Comparator.comparing(MountView::mountpoint))
        .toList();
  }

  void unmount(Path mountpoint, UnmountMode mode) throws IOException {
    try {
      Mounted mounted = mounts.get(mountpoint);
      if (mounted != null && mounted.mount().isLive()) {
        if (mode == UnmountMode.LAZY) {
          mounted.mount().detach();
        } else {
          mounted.mount().unmount();
        }
        mounts.remove(mountpoint, mounted);
      } else if (!FuseMount.recover(mountpoint)) {
        throw new ApiException(
            ErrorCode.NOT_FOUND,
            "hffs has nothing mounted at " + mountpoint + "; 'hffs mounts' lists what it has.");
      }
    } catch (MountException e) {
      throw translated(e);
    }
  }

  /** Returns the mount points that dead processes left behind. */
  static List<Path> stale() throws IOException {
    List<Path> stale = new ArrayList<>();
    for (Path mountpoint : MountTable.ofHffs()) {
      if (MountTable.isDead(mountpoint)) {
        stale.add(mountpoint);
      }
    }
    return stale;
  }

  private static ApiException translated(MountException e) {
    ErrorCode code =
        switch (e.reason()) {
          case BAD_MOUNTPOINT -> ErrorCode.BAD_REQUEST;
          case ALREADY_MOUNTED -> ErrorCode.CONFLICT;
          case BUSY -> ErrorCode.BUSY;
          case NOT_INSTALLED, FAILED -> ErrorCode.INTERNAL;
        };
    return new ApiException(code, String.valueOf(e.getMessage()), e);
  }
}
