package io.hffs.fs.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MountTableTest {

  private static MountTable.Entry only(String line) {
    return MountTable.parse(line + "\n").get(0);
  }

  @Test
  void aLineHasItsPlaceDeviceAndType() {
    assertThat(only("36 35 0:98 / /mnt/hf ro,nosuid shared:1 - fuse.hffs hffs ro,user_id=0"))
        .isEqualTo(new MountTable.Entry(Path.of("/mnt/hf"), "0:98", "fuse.hffs"));
  }

  @Test
  void anyNumberOfOptionalFieldsIsRead() {
    assertThat(only("1 2 0:3 / /a rw - tmpfs t rw").type()).isEqualTo("tmpfs");
    assertThat(only("1 2 0:3 / /a rw shared:1 master:2 x:3 - tmpfs t rw").type())
        .isEqualTo("tmpfs");
  }

  @Test
  void escapedCharactersAreTurnedBack() {
    assertThat(only("1 2 0:3 / /a\\040b\\011c\\012d\\134e\\043f rw - t t rw").mountpoint())
        .isEqualTo(Path.of("/a b\tc\nd\\e#f"));
  }

  @Test
  void aBackslashThatEscapesNothingStays() {
    assertThat(only("1 2 0:3 / /a\\09b\\1 rw - t t rw").mountpoint())
        .isEqualTo(Path.of("/a\\09b\\1"));
  }

  @Test
  void umlautsChineseAndEmojiAreRead() {
    assertThat(only("1 2 0:3 / /ü/模型/🤗 rw - t t rw").mountpoint()).isEqualTo(Path.of("/ü/模型/🤗"));
  }

  @Test
  void otherLinesAreLeftOut() {
    assertThat(
            MountTable.parse("\n1 2 3\n1 2 0:3 / /a rw shared:1 tmpfs t rw\n1 2 0:3 / /a rw -\n"))
        .isEmpty();
  }

  @Test
  void whatIsNotMountedIsNotDead() throws Exception {
    assertThat(MountTable.isDead(Path.of("/"))).isFalse();
    assertThat(MountTable.isDead(Path.of("/does/not/exist"))).isFalse();
    assertThat(MountTable.at(Path.of("/does/not/exist"))).isEmpty();
    assertThat(MountTable.at(Path.of("/"))).isPresent();
  }
}
