package io.hffs.fs.fuse;

import java.time.Duration;

/**
 * How to mount.
 *
 * @param allowOther whether other users may use the mount; needs {@code user_allow_other} in {@code
 *     /etc/fuse.conf} for anyone but root
 * @param xattr whether extended attributes are served; costs {@code ls -l} two calls for each file
 * @param kernelKeeps how long the kernel may keep names and attributes without asking again, in
 *     whole seconds; zero to be asked each time
 */
public record MountOptions(boolean allowOther, boolean xattr, Duration kernelKeeps) {

  /** What {@code /proc/self/mountinfo} shows as the type. */
  static final String TYPE = "fuse.hffs";

  public MountOptions {
    if (kernelKeeps.isNegative()) {
      throw new IllegalArgumentException("kernelKeeps is negative: " + kernelKeeps);
    }
  }

  /**
   * Returns the words after {@code -o}. The kernel refuses writes ({@code ro}) and checks modes
   * ({@code default_permissions}) by itself.
   *
   * <p>{@code max_background}: read-ahead that hangs holds a place, three of them for a reader of
   * large pieces, and when all are taken reads wait for one. With the default of 12 that takes a
   * few readers; with 512, the last of 300 had calls of 51 to 53 s. It stays below {@link
   * FuseWorkers#MAX_WORKERS}, so that look-ups always find a thread. Beyond {@code
   * congestion_threshold} the kernel reads no further ahead than it must.
   *
   * <p>No {@code auto_unmount}: libfuse 2.9 leaves a process and a descriptor for each mount until
   * this process ends, and then takes away whatever fuse.hffs is mounted at the place by that time,
   * another process's too. What a dead process left is taken away by the next mount instead.
   *
   * <p>Times have no fraction: libfuse would read it by the decimal point of the locale.
   */
  String text() {
    long seconds = kernelKeeps.toSeconds();
    return "ro,default_permissions,use_ino,fsname=hffs,subtype=hffs"
        + ",max_background=1024,congestion_threshold=96"
        + (",entry_timeout=" + seconds + ",attr_timeout=" + seconds + ",negative_timeout=0")
        + (allowOther ? ",allow_other" : "");
  }
}
