package io.hffs.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.daemon.api.ApiPaths;
import io.hffs.daemon.backend.FakeBackend;
import io.hffs.daemon.config.ConfigLoader;
import io.hffs.daemon.service.DaemonControl;
import io.hffs.daemon.service.LocalHffs;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressStreamTest {

  private static final String BODY =
      "{\"repo\":\"org/model\",\"revision\":\"main\",\"include\":[],\"exclude\":[]}";

  @TempDir Path directory;

  @Test
  void aCallerWhoHangsUpEndsTheDownload() throws Exception {
    FakeBackend backend = new FakeBackend(directory);
    backend.endless = true;
    LocalHffs api =
        new LocalHffs(
            backend,
            new ConfigLoader(Map.of(), directory, Map.of()).load(),
            DaemonControl.none("test", Instant.EPOCH),
            () -> {});
    try (ApiServer server = ApiServer.start(0, "secret", api)) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        socket.setSoTimeout(10_000);
        String request =
            "POST "
                + ApiPaths.DOWNLOAD
                + " HTTP/1.1\r\nHost: localhost:"
                + server.port()
                + "\r\nAuthorization: Bearer secret\r\nContent-Type: application/json\r\n"
                + "Content-Length: "
                + BODY.length()
                + "\r\n\r\n"
                + BODY;
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        BufferedReader answer =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        assertThat(answer.readLine()).startsWith("HTTP/1.1 200");
        String line = answer.readLine();
        while (!line.contains("\"totalFiles\":3")) {
          line = answer.readLine();
        }
      }

      assertThat(backend.cancelled.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
