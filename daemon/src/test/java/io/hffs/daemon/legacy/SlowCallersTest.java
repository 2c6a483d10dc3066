package io.hffs.daemon.legacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hffs.daemon.http.HttpListener;
import io.hffs.daemon.http.Pace;
import io.hffs.daemon.http.RawHttp;
import io.hffs.daemon.http.RawHttp.Answer;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Callers who ask for much and take little. */
@Timeout(30)
class SlowCallersTest {

  /** More than the sockets on both sides hold. */
  private static final long LARGE = 256L << 20;

  private static final String FILE = "/org/name/resolve/main/large.bin";

  private FakeLibrary library;

  @BeforeEach
  void makeFile(@TempDir Path directory) throws Exception {
    Path large = directory.resolve("large");
    try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
      file.setLength(LARGE);
    }
    library = new FakeLibrary(directory).with("org/name", "large.bin", large);
  }

  private LegacyServer start(int bodies, Pace pace) throws IOException {
    HttpListener.Limits limits =
        new HttpListener.Limits("hffs-legacy", 32, 64, 0, Duration.ofSeconds(30), pace);
    return LegacyServer.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        library,
        List::of,
        limits,
        bodies);
  }

  /** Asks for the large file, and takes no more than the head of the answer. */
  private static Socket stuck(LegacyServer server) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(10_000);
    socket
        .getOutputStream()
        .write(
            ("GET " + FILE + " HTTP/1.1\r\nHost: a\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    InputStream in = socket.getInputStream();
    assertThat(new String(in.readNBytes(12), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
    return socket;
  }

  private static Answer ask(LegacyServer server, String method) throws IOException {
    return new RawHttp(server.port(), method + " " + FILE)
        .header("Host", "a")
        .header("Range", "bytes=0-9")
        .send();
  }

  @Test
  void whenAllSlotsAreTakenACallerIsToldToComeAgain() throws Exception {
    try (LegacyServer server = start(2, Pace.REMOTE);
        Socket first = stuck(server);
        Socket second = stuck(server)) {
      assertThat(List.of(first, second)).allMatch(Socket::isConnected);

      Answer busy = ask(server, "GET");

      assertThat(busy.status()).isEqualTo(503);
      assertThat(busy.header("Retry-After")).isEqualTo("1");
      assertThat(ask(server, "HEAD").status()).isEqualTo(200);
    }
  }

  @Test
  void aCallerWhoTakesNothingLosesTheSlot() throws Exception {
    Pace quick = new Pace(Duration.ofSeconds(5), 1 << 20, Duration.ofMillis(100));
    try (LegacyServer server = start(1, quick);
        Socket idle = stuck(server)) {
      assertThat(idle.isConnected()).isTrue();

      int status = 503;
      while (status == 503) {
        status = ask(server, "GET").status();
      }

      assertThat(status).isEqualTo(206);
    }
  }

  @Test
  void aRequestThatComesByteByByteIsCut() throws Exception {
    Pace quick = new Pace(Duration.ofMillis(100), 0, Duration.ofSeconds(10));
    try (LegacyServer server = start(1, quick);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(5);
      socket.getOutputStream().write("GET / HTTP/1.1\r\nX: ".getBytes(StandardCharsets.US_ASCII));

      assertThatThrownBy(
              () -> {
                while (true) {
                  socket.getOutputStream().write('x');
                  try {
                    if (socket.getInputStream().read() < 0) {
                      throw new EOFException();
                    }
                  } catch (SocketTimeoutException e) {
                    // Not cut yet.
                  }
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aFileThatIsShorterThanItShouldBeEndsTheConnection(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("cut");
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
      content.setLength(1000);
      library.with("org/name", "cut.bin", file);
      content.setLength(10);
    }
    try (LegacyServer server = start(16, Pace.REMOTE);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(10_000);
      String request = "GET /org/name/resolve/main/cut.bin HTTP/1.1\r\nHost: a\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));

      // Kept alive, so only a broken connection ends this.
      byte[] all = socket.getInputStream().readAllBytes();

      assertThat(new String(all, StandardCharsets.US_ASCII)).doesNotContain("\0".repeat(11));
    }
  }

  @Test
  void theEndDoesNotWaitForThem() throws Exception {
    LegacyServer server = start(4, Pace.REMOTE);
    try (Socket stuck = stuck(server)) {
      assertThat(stuck.isConnected()).isTrue();

      server.close();

      assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), server.port()).close())
          .isInstanceOf(IOException.class);
    }
  }
}
