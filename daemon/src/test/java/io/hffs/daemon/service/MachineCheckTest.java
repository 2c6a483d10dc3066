package io.hffs.daemon.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.daemon.api.DoctorFinding;
import io.hffs.daemon.api.DoctorFinding.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The doctor on machines that are directories of their own. */
class MachineCheckTest {

  @TempDir Path system;

  private DoctorFinding find(String subject, Map<String, String> environment, boolean superuser) {
    List<DoctorFinding> findings =
        new MachineCheck(system, system.resolve("home/cache"), environment, superuser).findings();
    return findings.stream().filter(f -> f.subject().equals(subject)).findFirst().orElseThrow();
  }

  private DoctorFinding find(String subject) {
    return find(subject, Map.of(), false);
  }

  private Path file(String path, String text) throws IOException {
    Path file = system.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @Test
  void anEmptyMachineLacksEverythingAndSaysWhatToDo() {
    for (String subject : List.of("FUSE device", "libfuse2", "fusermount")) {
      DoctorFinding finding = find(subject);
      assertThat(finding.level()).as(subject).isEqualTo(Level.FAIL);
      assertThat(finding.advice()).as(subject).isNotEmpty();
    }
  }

  @Test
  void aMachineWithEverythingIsFine() throws Exception {
    file("dev/fuse", "");
    file("usr/lib/x86_64-linux-gnu/libfuse.so.2", "");
    Path fusermount = file("usr/bin/fusermount", "");
    Files.setPosixFilePermissions(fusermount, PosixFilePermissions.fromString("rwxr-xr-x"));
    file("etc/fuse.conf", "# comment\nuser_allow_other\n");

    assertThat(
            new MachineCheck(system, system.resolve("cache"), Map.of(), false)
                .findings().stream().filter(f -> f.level() == Level.FAIL))
        .isEmpty();
    assertThat(find("Mounts for others").level()).isEqualTo(Level.OK);
    assertThat(find("libfuse2").detail()).endsWith("x86_64-linux-gnu/libfuse.so.2");
  }

  @Test
  void aCommentedLineDoesNotPermitOthers() throws Exception {
    file("etc/fuse.conf", "#user_allow_other\n");

    assertThat(find("Mounts for others").level()).isEqualTo(Level.WARN);
    assertThat(find("Mounts for others", Map.of(), true).level()).isEqualTo(Level.OK);
  }

  @Test
  void rootMountsWithoutFusermount() {
    assertThat(find("fusermount", Map.of(), true).level()).isEqualTo(Level.WARN);
  }

  @Test
  void aCacheBelowAFileCannotBeWritten() throws Exception {
    file("home", "not a directory");

    assertThat(find("Cache directory").level()).isEqualTo(Level.FAIL);
  }

  @ParameterizedTest
  @CsvSource({
    "http://proxy:3128, OK",
    "proxy.example.org:8080, OK",
    "https://user:pass@proxy:3128/, OK",
    "socks5://proxy:1080, FAIL",
    "nonsense with blanks, FAIL"
  })
  void aProxyIsReadOrRefused(String value, Level level) {
    DoctorFinding finding = find("Proxy", Map.of("https_proxy", value), false);

    assertThat(finding.level()).isEqualTo(level);
    assertThat(finding.detail()).doesNotContain("pass");
  }

  @Test
  void noProxyIsFine() {
    assertThat(find("Proxy").level()).isEqualTo(Level.OK);
  }
}
