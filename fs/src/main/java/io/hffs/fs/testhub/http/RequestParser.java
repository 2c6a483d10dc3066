package io.hffs.fs.testhub.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads requests from a connection, with bounds on all that a client can make large. */
final class RequestParser {

  /** What was read is no request; the connection is of no further use. */
  static final class MalformedRequestException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedRequestException(String message) {
      super(message);
    }
  }

  private static final int MAX_LINE_BYTES = 32 * 1024;
  private static final int MAX_FIELDS = 200;
  private static final int MAX_BODY_BYTES = 16 * 1024 * 1024;
  private static final Pattern REQUEST_LINE = Pattern.compile("([A-Z]+) (\\S+) HTTP/1\\.[01]");

  private final InputStream in;
  private final Runnable onContinueExpected;

  /**
   * Reads from {@code in}.
   *
   * @param onContinueExpected called when the client waits for "100 Continue" before its body
   */
  RequestParser(InputStream in, Runnable onContinueExpected) {
    this.in = in;
    this.onContinueExpected = onContinueExpected;
  }

  /**
   * Waits for the next request; null when the client closed the connection between requests.
   *
   * @throws IOException when the connection breaks, or idles longer than the socket's time-out
   */
  @Nullable HttpRequest next() throws IOException {
    String line = readLine();
    if (line == null) {
      return null;
    }
    var matcher = REQUEST_LINE.matcher(line);
    if (!matcher.matches()) {
      throw new MalformedRequestException("not a request line: " + line);
    }
    HttpHeaders headers = readHeaders();
    return new HttpRequest(
        matcher.group(1),
        originForm(matcher.group(2)),
        headers,
        new String(body(headers), StandardCharsets.UTF_8));
  }

  /** Strips scheme and authority, which a client sends when it takes us for its proxy. */
  private static String originForm(String target) {
    if (target.startsWith("http://")) {
      int path = target.indexOf('/', "http://".length());
      return path < 0 ? "/" : target.substring(path);
    }
    return target;
  }

  private HttpHeaders readHeaders() throws IOException {
    List<HttpHeaders.Field> fields = new ArrayList<>();
    String line = requireLine();
    while (!line.isEmpty()) {
      int colon = line.indexOf(':');
      if (colon <= 0 || fields.size() == MAX_FIELDS) {
        throw new MalformedRequestException("bad header: " + line);
      }
      fields.add(
          new HttpHeaders.Field(line.substring(0, colon), line.substring(colon + 1).strip()));
      line = requireLine();
    }
    return new HttpHeaders(fields);
  }

  private byte[] body(HttpHeaders headers) throws IOException {
    boolean chunked = headers.mentions("Transfer-Encoding", "chunked");
    long length = parse(headers.first("Content-Length").orElse("0"), 10);
    if (!chunked && length == 0) {
      return new byte[0];
    }
    if (headers.mentions("Expect", "100-continue")) {
      onContinueExpected.run();
    }
    return chunked ? chunkedBody() : exactly(length);
  }

  private byte[] chunkedBody() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      String line = requireLine();
      int extension = line.indexOf(';');
      long size = parse(extension < 0 ? line : line.substring(0, extension), 16);
      if (size == 0) {
        readHeaders();
        return body.toByteArray();
      }
      body.writeBytes(exactly(size));
      if (body.size() > MAX_BODY_BYTES || !requireLine().isEmpty()) {
        throw new MalformedRequestException("bad chunk");
      }
    }
  }

  private byte[] exactly(long length) throws IOException {
    if (length > MAX_BODY_BYTES) {
      throw new MalformedRequestException("a body of " + length + " bytes is too large");
    }
    byte[] bytes = in.readNBytes((int) length);
    if (bytes.length < length) {
      throw new EOFException("the client left in the middle of a body");
    }
    return bytes;
  }

  private static long parse(String number, int radix) throws MalformedRequestException {
    try {
      long value = Long.parseLong(number.strip(), radix);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, like a negative number.
    }
    throw new MalformedRequestException("not a length: " + number);
  }

  private String requireLine() throws IOException {
    String line = readLine();
    if (line == null) {
      throw new EOFException("the client left in the middle of a request");
    }
    return line;
  }

  private @Nullable String readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(128);
    while (true) {
      int b = in.read();
      if (b < 0) {
        if (line.size() == 0) {
          return null;
        }
        throw new EOFException("the client left in the middle of a line");
      }
      if (b == '\n') {
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
      }
      if (line.size() == MAX_LINE_BYTES) {
        throw new MalformedRequestException("a line is too long");
      }
      line.write(b);
    }
  }
}
