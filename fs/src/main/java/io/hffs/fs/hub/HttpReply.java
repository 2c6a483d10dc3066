package io.hffs.fs.hub;

import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.Response;
import okio.BufferedSource;

/**
 * An answer whose head has come and whose body may be read once. Not thread-safe. Must be closed;
 * closing early ends the connection instead of draining it.
 */
final class HttpReply implements AutoCloseable {

  /** Reading so much on is cheaper than a new connection. */
  private static final long DRAINED_BYTES = 16 * 1024;

  private final Call call;
  private final Response response;
  private final BufferedSource body;
  private final DripMeter drip;
  private long receivedBytes;
  private boolean ended;

  HttpReply(Call call, Response response, HubTimeouts timeouts) {
    this.call = call;
    this.response = response;
    this.body = response.body().source();
    this.drip = new DripMeter(host(), timeouts);
    body.timeout().timeout(timeouts.stall().toMillis(), TimeUnit.MILLISECONDS);
  }

  HttpUrl url() {
    return response.request().url();
  }

  String host() {
    return response.request().url().host();
  }

  int status() {
    return response.code();
  }

  boolean isRedirect() {
    return switch (response.code()) {
      case 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(response.header(name));
  }

  /** Returns what the server says that the time is. */
  Optional<Instant> date() {
    return Optional.ofNullable(response.headers().getInstant("Date"));
  }

  /** Tells whether the body is a web page: what captive portals and firewalls answer. */
  boolean isHtml() {
    return header("Content-Type")
        .map(type -> type.strip().toLowerCase(Locale.ROOT).startsWith("text/html"))
        .orElse(false);
  }

  /** Returns the announced length of the body in bytes, or -1. */
  long contentLength() {
    return response.body().contentLength();
  }

  /**
   * Reads some bytes into the buffer; blocks for the stall limit at most. Returns -1 at the end.
   *
   * @throws SourceException UNAVAILABLE when the body breaks, stalls or drips
   */
  int read(ByteBuffer buffer) throws SourceException {
    long start = System.nanoTime();
    int count;
    try {
      count = body.read(buffer);
    } catch (IOException e) {
      throw TransportErrors.unavailable(host(), e);
    }
    if (count < 0) {
      ended = true;
    } else {
      receivedBytes += count;
      drip.received(count, System.nanoTime() - start);
    }
    return count;
  }

  /** Reads the whole body, refusing one that is longer than {@code maxBytes}. */
  byte[] readAll(int maxBytes) throws SourceException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
    while (read(buffer) >= 0) {
      if (all.size() + buffer.position() > maxBytes) {
        throw new SourceException(
            Kind.CORRUPT, host() + " sent an answer of more than " + maxBytes + " bytes");
      }
      all.write(buffer.array(), 0, buffer.position());
      buffer.clear();
    }
    return all.toByteArray();
  }

  /** Gives the connection back when the rest of the body is short, and ends it otherwise. */
  @Override
  public void close() {
    long left = contentLength() < 0 ? Long.MAX_VALUE : contentLength() - receivedBytes;
    if (!ended && left > DRAINED_BYTES) {
      call.cancel();
    }
    response.close();
  }
}
