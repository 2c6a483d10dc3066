package io.hffs.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupKeyFileTest {

  @TempDir Path directory;

  private Path file(String text, String mode) throws IOException {
    Path file = Files.writeString(directory.resolve("key"), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  @Test
  void readsTheKeyWithoutTheLineEnd() throws Exception {
    assertThat(GroupKeyFile.read(file("0123456789abcdefghijkl\r\n", "r--------")))
        .isEqualTo("0123456789abcdefghijkl");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-"})
  void aFileOpenToOthersIsRefused(String mode) throws Exception {
    Path file = file("0123456789abcdefghijkl", mode);

    assertThatThrownBy(() -> GroupKeyFile.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith("chmod 600 " + file);
  }

  @Test
  void noFileAnEmptyOneAndALongOneAreTold() throws Exception {
    assertThatThrownBy(() -> GroupKeyFile.read(directory.resolve("none")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("does not exist");
    for (String text : new String[] {" \n", "k".repeat(4097)}) {
      assertThatThrownBy(() -> GroupKeyFile.read(file(text, "rw-------")))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("one line and nothing else");
    }
  }
}
