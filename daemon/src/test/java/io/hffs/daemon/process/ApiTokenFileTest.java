package io.hffs.daemon.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.Needs;
import io.hffs.fs.Shell;
import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
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
  @FaultCase(29)
  void anotherUserCannotReadIt(FaultRun run) throws Exception {
    Needs.need("root".equals(System.getProperty("user.name")), "root, to become another user");
    // The directory is open, so that only the mode of the file is in the way.
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
    String token = ApiTokenFile.create(root);
    Path file = root.resolve("api-token");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    int tries = run.times(1, 20);
    for (int i = 0; i < tries; i++) {
      Shell.Result read = Shell.run("setpriv", "--reuid=65534", "--clear-groups", "cat", file);
      assertThat(read.exitCode()).as(read.errors()).isNotZero();
      assertThat(read.errors()).contains("Permission denied");
      assertThat(read.text()).doesNotContain(token);
    }
    run.fired(tries, "looks by another user");
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
