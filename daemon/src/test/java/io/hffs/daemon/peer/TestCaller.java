package io.hffs.daemon.peer;

import io.hffs.fs.device.DeviceId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.jspecify.annotations.Nullable;

/** Somebody who calls a port by hand, with a certificate or without, and says what it likes. */
final class TestCaller {

  private static final int TIMEOUT_MILLIS = 15_000;

  /**
   * What came back.
   *
   * @param status 0 when nothing came but the end of the connection
   * @param head or how the connection ended
   * @param body each byte as one character
   */
  record Answer(int status, String head, String body) {

    static Answer of(String all) {
      int end = all.indexOf("\r\n\r\n");
      return all.startsWith("HTTP/1.1 ") && end >= 0
          ? new Answer(
              Integer.parseInt(all.substring(9, 12)), all.substring(0, end), all.substring(end + 4))
          : new Answer(0, "", all);
    }

    byte[] bytes() {
      return body.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  private final @Nullable HeldCertificate certificate;
  private final SSLContext tls;
  private final String protocol;

  private TestCaller(@Nullable HeldCertificate certificate, String protocol) {
    this.certificate = certificate;
    this.protocol = protocol;
    KeyManager[] keys =
        certificate == null
            ? new KeyManager[0]
            : new KeyManager[] {
              new HandshakeCertificates.Builder().heldCertificate(certificate).build().keyManager()
            };
    try {
      this.tls = SSLContext.getInstance("TLS");
      tls.init(keys, new TrustManager[] {new Everybody()}, null);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A device like others. */
  static TestCaller device() {
    return new TestCaller(
        new HeldCertificate.Builder().ecdsa256().duration(1, TimeUnit.DAYS).build(), "TLSv1.3");
  }

  static TestCaller withoutCertificate() {
    return new TestCaller(null, "TLSv1.3");
  }

  static TestCaller expired() {
    Instant now = Instant.now();
    return new TestCaller(
        new HeldCertificate.Builder()
            .ecdsa256()
            .validityInterval(
                now.minus(Duration.ofDays(2)).toEpochMilli(),
                now.minus(Duration.ofDays(1)).toEpochMilli())
            .build(),
        "TLSv1.3");
  }

  /** A certificate of the wrong kind. */
  static TestCaller rsa() {
    return new TestCaller(new HeldCertificate.Builder().rsa2048().build(), "TLSv1.3");
  }

  /** The same device, by an older protocol. */
  TestCaller byOlderTls() {
    return new TestCaller(certificate, "TLSv1.2");
  }

  DeviceId id() {
    if (certificate == null) {
      throw new IllegalStateException("nobody");
    }
    return DeviceId.of(certificate.certificate());
  }

  static Socket plain(int port) throws IOException {
    return plain("127.0.0.1", port);
  }

  /** Calls from another address of this machine, as if it were another one. */
  static Socket plainFromElsewhere(int port) throws IOException {
    return plain("127.0.0.2", port);
  }

  private static Socket plain(String from, int port) throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true); // or what follows the handshake waits for 40 ms
    socket.bind(new InetSocketAddress(from, 0));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
    return socket;
  }

  /** Connects; the other side may have its say about the certificate only later. */
  SSLSocket connect(int port) throws IOException {
    Socket plain = plain(port);
    try {
      SSLSocket socket =
          (SSLSocket) tls.getSocketFactory().createSocket(plain, "localhost", port, true);
      socket.setEnabledProtocols(new String[] {protocol});
      socket.startHandshake();
      return socket;
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  /** Says something on a connection of its own, and returns all that comes until its end. */
  Answer say(int port, byte[] request) {
    try (SSLSocket socket = connect(port)) {
      return exchange(socket, request);
    } catch (IOException e) {
      return new Answer(0, e.toString(), ""); // refused, in the handshake
    }
  }

  static Answer exchange(Socket socket, byte[] request) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      socket.getOutputStream().write(request);
    } catch (IOException e) {
      // It may have answered before it had heard all.
    }
    try {
      InputStream in = socket.getInputStream();
      in.transferTo(all);
    } catch (IOException e) {
      return all.size() == 0 ? new Answer(0, e.toString(), "") : Answer.of(latin(all));
    }
    return Answer.of(latin(all));
  }

  private static String latin(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  Answer get(int port, String path, String... headers) {
    return say(port, request("GET " + path, "", headers));
  }

  Answer post(int port, String path, String body) {
    return say(
        port,
        request(
            "POST " + path,
            body,
            "Content-Type: application/json",
            "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length));
  }

  static byte[] request(String line, String body, String... headers) {
    return (line
            + " HTTP/1.1\r\nHost: peer\r\nConnection: close\r\n"
            + (headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n")
            + "\r\n"
            + body)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** It is the server whose judgement is tested. */
  private static final class Everybody extends X509ExtendedTrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
