package io.hffs.daemon.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiTokenFileTest {

  @TempDir Path root;

  @Test
  void onlyTheOwnerCanReadIt() throws Exception {
    String token = ApiTokenFile.create(root);

    Path file = root.resolve("api-token");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(token).matches("[0-9a-f]{64}");
    assertThat(ApiTokenFile.read(root)).isEqualTo(token);
  }

  @Test
  void eachStartHasItsOwn() throws Exception {
    String first = ApiTokenFile.create(root);

    assertThat(ApiTokenFile.create(root)).isNotEqualTo(first);
  }

  @Test
  void anOpenFileInItsPlaceIsReplacedNotReused() throws Exception {
    Path file = root.resolve("api-token");
    Files.writeString(file, "known");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

    ApiTokenFile.create(root);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void withoutAFileThereIsNone() throws Exception {
    assertThat(ApiTokenFile.read(root)).isEmpty();
  }
}
