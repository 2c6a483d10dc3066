package io.hffs.fs.fuse;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A process of its own that mounts a file {@code hello} at each place, says {@code mounted} and its
 * process id, and serves until its standard input ends; then it unmounts.
 */
final class MountingProcess {

  private static final byte[] HELLO = "hello from there".getBytes(StandardCharsets.UTF_8);

  private MountingProcess() {}

  /** Takes the mount points as its arguments. */
  public static void main(String[] arguments) throws Exception {
    FakeFileSystem files = new FakeFileSystem().put("hello", HELLO);
    MountOptions options = new MountOptions(false, false, Duration.ofHours(1));
    List<FuseMount> mounts = new ArrayList<>();
    for (String place : arguments) {
      mounts.add(FuseMount.mount(files, Path.of(place), options));
    }
    System.out.println("mounted " + ProcessHandle.current().pid());
    if (System.in.read() < 0) {
      for (FuseMount mount : mounts) {
        mount.unmount();
      }
      System.out.println("ended " + mounts.stream().noneMatch(FuseMount::isLive));
    }
  }
}
