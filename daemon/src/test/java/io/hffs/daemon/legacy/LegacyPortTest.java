package io.hffs.daemon.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LegacyPortTest {

  @TempDir Path directory;

  @Test
  void withoutAPortNothingListensAndNothingIsWrong() {
    try (LegacyPort port = LegacyPort.open(null, new FakeLibrary(directory), List::of)) {
      assertThat(port.problem()).isEmpty();
    }
  }

  @Test
  void aPortThatIsTakenIsAProblemAndNoFailure() throws Exception {
    try (ServerSocket taken = new ServerSocket(0);
        LegacyPort port =
            LegacyPort.open(taken.getLocalPort(), new FakeLibrary(directory), List::of)) {
      assertThat(port.problem().orElseThrow())
          .contains("Port " + taken.getLocalPort())
          .contains("set peers.legacy-port to another");
    }
  }

  @Test
  void aPortThatIsFreeIsNone() {
    try (LegacyPort port = LegacyPort.open(0, new FakeLibrary(directory), List::of)) {
      assertThat(port.problem()).isEmpty();
    }
  }
}
