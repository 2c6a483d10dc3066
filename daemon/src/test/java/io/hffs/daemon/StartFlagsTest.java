package io.hffs.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hffs.daemon.api.StartRequest;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartFlagsTest {

  private static final StartRequest ALL = new StartRequest(9555, 9100, 9090, null);

  @Test
  void whatIsWrittenIsReadAgain() {
    for (StartRequest request :
        new StartRequest[] {StartRequest.DEFAULT, new StartRequest(null, 9100, null, null), ALL}) {
      assertThat(StartFlags.parse(StartFlags.arguments(request).toArray(String[]::new)))
          .isEqualTo(request);
    }
    assertThat(StartFlags.arguments(StartRequest.DEFAULT)).isEmpty();
  }

  @Test
  void eachOverridesItsSetting() {
    assertThat(StartFlags.settings(ALL))
        .isEqualTo(
            Map.of("daemon.port", "9555", "peers.port", "9100", "peers.legacy-port", "9090"));
    assertThat(StartFlags.settings(StartRequest.DEFAULT)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--prot 1", "--port", "--port x", "9100"})
  void othersAreRefused(String line) {
    assertThatThrownBy(() -> StartFlags.parse(line.split(" ")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
