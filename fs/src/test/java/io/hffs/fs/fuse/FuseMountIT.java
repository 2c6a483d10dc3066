package io.hffs.fs.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FuseMountIT {

  @TempDir Path temp;
  private final FakeFileSystem files = new FakeFileSystem();
  private FuseMount mount;

  @BeforeEach
  void mount() throws Exception {
    byte[] content = new byte[3_000_001];
    new Random(1).nextBytes(content);
    files.put("a.bin", content).put("empty", new byte[0]).put("stuck", content);
    mount =
        FuseMount.mount(files, temp.resolve("m"), new MountOptions(false, Duration.ofSeconds(30)));
  }

  @AfterEach
  void unmount() throws Exception {
    files.releaseReaders();
    mount.detach();
    assertThat(mount.awaitEnd(Duration.ofSeconds(20))).isTrue();
  }

  @Test
  void aFileIsCopiedWhole() throws Exception {
    Process p =
        new ProcessBuilder(
                "sh",
                "-c",
                "ls -la "
                    + mount.mountpoint()
                    + "; sha256sum "
                    + mount.mountpoint()
                    + "/a.bin; stat "
                    + mount.mountpoint()
                    + "/a.bin; df "
                    + mount.mountpoint()
                    + "; touch "
                    + mount.mountpoint()
                    + "/x; getfattr -d "
                    + mount.mountpoint()
                    + "/a.bin; cat /proc/self/mountinfo | grep hffs")
            .inheritIO()
            .start();
    assertThat(p.waitFor()).isZero();
  }
}
