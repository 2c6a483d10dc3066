package io.hffs.fs.testhub.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The protocol on the wire; the handler answers with what it got. */
class HttpServerTest {

  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        HttpServer.start(
            "echo",
            InetAddress.getLoopbackAddress(),
            0,
            exchange -> {
              HttpRequest request = exchange.request();
              exchange.respond(
                  HttpResponse.of(200).withText("text/plain", request + "|" + request.body()),
                  bytes -> {});
            },
            () -> LineShape.UNSHAPED);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws Exception {
    String answers = talk("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\nConnection: close\r\n\r\n");

    assertThat(answers).containsSubsequence("GET /1|", "HTTP/1.1 200", "GET /2|");
    assertThat(server.acceptedConnections()).isEqualTo(1);
  }

  @Test
  void bodyIsReadByItsLength() throws Exception {
    assertThat(talk("POST / HTTP/1.1\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"))
        .endsWith("POST /|hello");
  }

  @Test
  void chunkedBodyIsDecoded() throws Exception {
    assertThat(
            talk(
                """
                POST / HTTP/1.1\r
                Transfer-Encoding: chunked\r
                Connection: close\r
                \r
                3;x=y\r
                hel\r
                2\r
                lo\r
                0\r
                \r
                """))
        .endsWith("POST /|hello");
  }

  @Test
  void expectationOfContinueIsMet() throws Exception {
    assertThat(
            talk(
                "POST / HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n"
                    + "Connection: close\r\n\r\nhi"))
        .startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200")
        .endsWith("POST /|hi");
  }

  @Test
  void headHasNoBody() throws Exception {
    assertThat(talk("HEAD / HTTP/1.1\r\nConnection: close\r\n\r\n"))
        .contains("Content-Length: 7")
        .endsWith("\r\n\r\n");
  }

  @Test
  void absoluteTargetIsTakenAsAPath() throws Exception {
    assertThat(talk("GET http://host:1/a?b HTTP/1.1\r\nConnection: close\r\n\r\n"))
        .endsWith("GET /a?b|");
  }

  @Test
  void nonsenseIsRefusedAndTheConnectionClosed() throws Exception {
    assertThat(talk("nonsense\r\n\r\n")).startsWith("HTTP/1.1 400");
    assertThat(talk("GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n")).startsWith("HTTP/1.1 400");
    assertThat(talk("GET / HTTP/1.1\r\nno colon\r\n\r\n")).startsWith("HTTP/1.1 400");
    assertThat(talk("GET /" + "x".repeat(40_000) + " HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400");
  }

  @Test
  void leavingInTheMiddleOfARequestHarmsNobody() throws Exception {
    try (Socket socket = connect()) {
      socket.getOutputStream().write("GET / HT".getBytes(StandardCharsets.US_ASCII));
    }

    assertThat(talk("GET / HTTP/1.1\r\nConnection: close\r\n\r\n")).startsWith("HTTP/1.1 200");
  }

  private String talk(String requests) throws IOException {
    try (Socket socket = connect()) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), server.port());
  }
}
