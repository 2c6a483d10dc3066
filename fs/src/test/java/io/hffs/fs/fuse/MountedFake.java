package io.hffs.fs.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

/** A mount of a {@link FakeFileSystem}; closing it proves that it ends and leaves no handle. */
final class MountedFake implements AutoCloseable {

  static final Duration KERNEL_KEEPS = Duration.ofSeconds(30);

  final FakeFileSystem files;
  final FuseMount mount;

  private MountedFake(FakeFileSystem files, FuseMount mount) {
    this.files = files;
    this.mount = mount;
  }

  static MountedFake at(Path mountpoint) throws IOException {
    return at(mountpoint, KERNEL_KEEPS);
  }

  static MountedFake at(Path mountpoint, Duration kernelKeeps) throws IOException {
    FakeFileSystem files = new FakeFileSystem();
    return new MountedFake(
        files, FuseMount.mount(files, mountpoint, new MountOptions(false, true, kernelKeeps)));
  }

  /** Returns the path of a file in the mount. */
  Path path(String name) {
    return mount.mountpoint().resolve(name);
  }

  /** Returns random bytes, other ones for other seeds. */
  static byte[] bytes(int length, long seed) {
    byte[] content = new byte[length];
    new Random(Long.getLong("hffs.seed", 1) + seed).nextBytes(content);
    return content;
  }

  @Override
  public void close() throws IOException {
    files.releaseReaders();
    mount.detach();
    Eventually.holds("the end of the mount", () -> !mount.isLive());
    assertThat(mount.threads()).isZero();
    assertThat(files.openHandles()).isZero();
  }
}
