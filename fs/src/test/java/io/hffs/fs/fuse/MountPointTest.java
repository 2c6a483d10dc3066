package io.hffs.fs.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountPointTest {

  @TempDir Path given;
  private Path temp;

  @BeforeEach
  void real() throws IOException {
    temp = given.toRealPath();
  }

  private static void expectRefusal(Path mountpoint, String why) {
    assertThatExceptionOfType(MountException.class)
        .isThrownBy(() -> MountPoint.prepare(mountpoint))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(MountException.Reason.BAD_MOUNTPOINT))
        .withMessageContaining(why);
  }

  @Test
  void whatIsMissingIsMadeAndRemovedAgain() throws Exception {
    MountPoint place = MountPoint.prepare(temp.resolve("a/b/c"));

    assertThat(place.real()).isEqualTo(temp.resolve("a/b/c")).isEmptyDirectory();
    place.removeMade();
    assertThat(temp).isEmptyDirectory();
  }

  @Test
  void whatWasThereStays() throws Exception {
    Files.createDirectory(temp.resolve("a"));

    MountPoint.prepare(temp.resolve("a")).removeMade();

    assertThat(temp.resolve("a")).isEmptyDirectory();
  }

  @Test
  void whatSomebodyUsesByThenStays() throws Exception {
    MountPoint place = MountPoint.prepare(temp.resolve("a/b"));
    Files.createFile(temp.resolve("a/file"));

    place.removeMade();

    assertThat(temp.resolve("a")).isDirectoryNotContaining("glob:**/b");
    assertThat(temp.resolve("a/file")).exists();
  }

  @Test
  void aLinkIsFollowed() throws Exception {
    Files.createDirectory(temp.resolve("target"));
    Files.createSymbolicLink(temp.resolve("link"), Path.of("target"));

    assertThat(MountPoint.prepare(temp.resolve("link")).real()).isEqualTo(temp.resolve("target"));
  }

  @Test
  void aRelativePathIsMadeAbsolute() throws Exception {
    Path relative = Path.of("").toAbsolutePath().relativize(temp).resolve("./b/.");

    assertThat(MountPoint.prepare(relative).real()).isEqualTo(temp.resolve("b"));
  }

  @Test
  void aFileIsRefused() throws Exception {
    Files.createFile(temp.resolve("file"));

    expectRefusal(temp.resolve("file"), "not a directory");
    expectRefusal(temp.resolve("file/below"), "not a directory");
  }

  @Test
  void aLinkToNothingIsRefused() throws Exception {
    Files.createSymbolicLink(temp.resolve("link"), Path.of("nothing"));

    expectRefusal(temp.resolve("link"), "not a directory");
    assertThat(temp.resolve("link")).isSymbolicLink();
  }

  @Test
  void aWayThroughNothingIsRefused() {
    expectRefusal(temp.resolve("nothing/../b"), "not a directory");
  }

  @Test
  void aDirectoryWithContentIsRefused() throws Exception {
    Files.createFile(temp.resolve("file"));

    expectRefusal(temp, "not empty");
  }

  @Test
  void aHealthyDirectoryNeedsNoRecovery() throws Exception {
    assertThat(MountPoint.recover(temp)).isFalse();
    assertThat(MountPoint.recover(temp.resolve("missing"))).isFalse();
  }
}
