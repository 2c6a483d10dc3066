package io.hffs.fs.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FileCallsTest {

  @TempDir Path directory;

  @Test
  @EnabledOnOs(OS.LINUX)
  void reservedSpaceIsTakenAndTheSizeStays() throws Exception {
    Path file = Files.write(directory.resolve("file"), new byte[10]);
    boolean reserved = FileAllocation.reserve(file, 0, 4 << 20);
    assertThat(Files.size(file)).isEqualTo(10);
    if (reserved) {
      Process du = new ProcessBuilder("du", "-k", file.toString()).start();
      String output = new String(du.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(Integer.parseInt(output.split("\t", 2)[0])).isGreaterThanOrEqualTo(4096);
    }
  }

  @Test
  void aMissingFileIsNoError() {
    Path missing = directory.resolve("missing");
    assertThat(FileAllocation.reserve(missing, 0, 10)).isFalse();
  }
}
