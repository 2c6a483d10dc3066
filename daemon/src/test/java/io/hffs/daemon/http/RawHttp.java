package io.hffs.daemon.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** A request written by hand, because clients of the JDK do not let one lie about Host. */
public final class RawHttp {

  /** What came back; {@code head} is the status line and all headers. */
  public record Answer(int status, String head, String body) {

    /** Returns the value of a header, or null. */
    public String header(String name) {
      return head.lines()
          .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst()
          .orElse(null);
    }
  }

  private final int port;
  private final String line;
  private final Map<String, String> headers = new LinkedHashMap<>();
  private String body = "";

  public RawHttp(int port, String line) {
    this.port = port;
    this.line = line;
  }

  public RawHttp header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  public RawHttp without(String name) {
    headers.remove(name);
    return this;
  }

  public RawHttp body(String text) {
    body = text;
    return header("Content-Length", "" + text.length());
  }

  @Override
  public String toString() {
    return line + " " + headers;
  }

  /** Sends it and reads until the server closes, at most 10 s. */
  public Answer send() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      StringBuilder request = new StringBuilder(line + " HTTP/1.1\r\n");
      headers.forEach((name, value) -> request.append(name + ": " + value + "\r\n"));
      request.append("Connection: close\r\n\r\n").append(body);
      OutputStream out = socket.getOutputStream();
      try {
        out.write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
      } catch (IOException e) {
        // A server may answer and close before it has read all; the answer is read below.
      }
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      try {
        socket.getInputStream().transferTo(answer);
      } catch (IOException e) {
        // Reset after the answer, for the same reason.
      }
      String text = answer.toString(StandardCharsets.UTF_8);
      int end = text.indexOf("\r\n\r\n");
      if (end < 0) {
        throw new IOException("no answer: " + text);
      }
      return new Answer(
          Integer.parseInt(text.substring(9, 12)), text.substring(0, end), text.substring(end + 4));
    }
  }
}
