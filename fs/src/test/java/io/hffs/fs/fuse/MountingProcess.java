package io.hffs.fs.fuse;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A process of its own that mounts a file {@code hello}, says {@code mounted} and its process id,
 * and serves until its standard input ends; then it unmounts.
 */
final class MountingProcess {

  private static final byte[] HELLO = "hello from there".getBytes(StandardCharsets.UTF_8);

  private MountingProcess() {}

  /** Takes the mount point as its argument. */
  public static void main(String[] arguments) throws Exception {
    FakeFileSystem files = new FakeFileSystem().put("hello", HELLO);
    MountOptions options = new MountOptions(false, Duration.ofHours(1));
    FuseMount mount = FuseMount.mount(files, Path.of(arguments[0]), options);
    System.out.println("mounted " + ProcessHandle.current().pid());
    if (System.in.read() < 0) {
      mount.unmount();
      System.out.println("ended " + !mount.isLive());
    }
  }
}
