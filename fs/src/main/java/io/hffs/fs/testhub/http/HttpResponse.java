package io.hffs.fs.testhub.http;

import java.nio.charset.StandardCharsets;
import java.util.function.LongPredicate;

/**
 * An answer, immutable; the {@code with…} methods make altered copies, which is how faults work.
 *
 * @param body what to send from; of it the {@code length} bytes from {@code offset}. HEAD sends
 *     none of them but announces their length
 * @param framing how the receiver learns where the body ends
 * @param delivery how the bytes leave
 */
public record HttpResponse(
    int status,
    HttpHeaders headers,
    ByteSource body,
    long offset,
    long length,
    Framing framing,
    Delivery delivery) {

  /** How the end of the body is marked. */
  public enum Framing {
    /** By Content-Length. */
    LENGTH,
    /** By the chunked coding, as compressed answers come from a CDN. */
    CHUNKED
  }

  private static final ByteSource NOTHING = ByteSource.of();

  /** Returns an answer without a body. */
  public static HttpResponse of(int status) {
    return new HttpResponse(
        status, HttpHeaders.NONE, NOTHING, 0, 0, Framing.LENGTH, Delivery.COMPLETE);
  }

  public HttpResponse withStatus(int code) {
    return new HttpResponse(code, headers, body, offset, length, framing, delivery);
  }

  public HttpResponse withHeaders(HttpHeaders fields) {
    return new HttpResponse(status, fields, body, offset, length, framing, delivery);
  }

  /** Sets a header in place of any other of its name. */
  public HttpResponse with(String name, String value) {
    return withHeaders(headers.with(name, value));
  }

  public HttpResponse without(String name) {
    return withHeaders(headers.without(name));
  }

  /** Sends the {@code count} bytes of the source from {@code from} on. */
  public HttpResponse withBody(ByteSource source, long from, long count) {
    return new HttpResponse(status, headers, source, from, count, framing, delivery);
  }

  public HttpResponse withBody(byte[] bytes) {
    return withBody(ByteSource.of(bytes), 0, bytes.length);
  }

  /** Sends the text in UTF-8 under the given type. */
  public HttpResponse withText(String contentType, String text) {
    return withBody(text.getBytes(StandardCharsets.UTF_8)).with("Content-Type", contentType);
  }

  public HttpResponse withFraming(Framing how) {
    return new HttpResponse(status, headers, body, offset, length, how, delivery);
  }

  public HttpResponse withDelivery(Delivery how) {
    return new HttpResponse(status, headers, body, offset, length, framing, how);
  }

  /** Inverts the bytes at these offsets of the source. */
  public HttpResponse withFlipped(LongPredicate offsets) {
    return withBody(new AlteredSource(body, offsets), offset, length);
  }

  /** Sends so many bytes more than there are, and announces them. */
  public HttpResponse withExtra(long bytes) {
    return withBody(new ExtendedSource(body, offset, length, bytes), 0, length + bytes);
  }
}
