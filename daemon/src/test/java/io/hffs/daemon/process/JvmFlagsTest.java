package io.hffs.daemon.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.ChildJvm;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class JvmFlagsTest {

  @Test
  void thisJvmAcceptsThem() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(ChildJvm.java());
    command.addAll(JvmFlags.forDaemon(Runtime.version().feature(), "lib/none.jar"));
    command.add("-version");

    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(said).as("what is wrong with them").doesNotContain("CompileCommand");
    assertThat(process.exitValue()).isZero();
  }

  @Test
  void onlyAReleaseThatWarnsOfUnsafeIsToldNotTo() {
    assertThat(JvmFlags.forDaemon(17, "lib/none.jar")).noneMatch(flag -> flag.contains("unsafe"));
    assertThat(JvmFlags.forDaemon(25, "lib/none.jar"))
        .contains("--sun-misc-unsafe-memory-access=allow");
  }
}
