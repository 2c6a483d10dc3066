package io.hffs.fs.testhub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hffs.fs.ChildJvm;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The hub as a process of its own. */
class TestHubMainIT {

  @Test
  void servesTheSamplesUntilItIsTerminated() throws Exception {
    Process process = start("--latency-ms", "1", "--big", "acme/big=1000000");
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      JsonNode line = new ObjectMapper().readTree(out.readLine());
      URI endpoint = URI.create(line.path("endpoint").asText());

      assertThat(line.path("cdnEndpoint").asText()).startsWith("http://127.0.0.1:");
      assertThat(read(endpoint + "/api/models?author=hffs-demo")).contains("hffs-demo/tiny-llama");
      assertThat(read(endpoint + "/api/models/acme/big")).contains("model.safetensors");
      assertThat(read(endpoint + "/testhub/settings")).contains("\"latencyMillis\":1");

      process.destroy();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void listensWhereItIsTold() throws Exception {
    Process process = start("--bind", "127.0.0.2", "--big", "acme/big=1000000");
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      JsonNode line = new ObjectMapper().readTree(out.readLine());
      String endpoint = line.path("endpoint").asText();

      assertThat(endpoint).startsWith("http://127.0.0.2:");
      assertThat(line.path("cdnEndpoint").asText()).startsWith("http://127.0.0.2:");
      assertThat(read(endpoint + "/acme/big/resolve/main/model.safetensors")).isNotEmpty();
      assertThatThrownBy(() -> read(endpoint.replace("127.0.0.2", "127.0.0.1") + "/"))
          .isInstanceOf(ConnectException.class);
    } finally {
      process.destroyForcibly();
    }
  }

  @ParameterizedTest
  @CsvSource({"--nonsense, 1", "--profile, liev", "--port, x"})
  void wrongUseIsExitCodeTwo(String option, String value) throws Exception {
    Process process = start(option, value);

    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
  }

  private static Process start(String... args) throws Exception {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(ChildJvm.java(), "-cp", ChildJvm.classPath(), TestHubMain.class.getName()));
    command.addAll(List.of(args));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static String read(String url) throws Exception {
    try (InputStream in = URI.create(url).toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
