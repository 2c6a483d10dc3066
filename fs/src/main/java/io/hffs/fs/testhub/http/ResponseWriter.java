package io.hffs.fs.testhub.http;

import io.hffs.fs.testhub.http.Delivery.Ending;
import io.hffs.fs.testhub.http.HttpResponse.Framing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** Sends answers on one connection, at the pace of its line. Used by one thread. */
final class ResponseWriter {

  private static final int BUFFER_BYTES = 128 * 1024;
  private static final long DIRECT_SLICE_BYTES = 4L * 1024 * 1024;
  private static final byte[] CRLF = {'\r', '\n'};

  private final WritableByteChannel out;
  private final ConnectionControl control;
  private final RatePacer connectionPacer = new RatePacer();
  private final RatePacer totalPacer;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private boolean firstAnswer = true;

  ResponseWriter(WritableByteChannel out, ConnectionControl control, RatePacer totalPacer) {
    this.out = out;
    this.control = control;
    this.totalPacer = totalPacer;
  }

  /**
   * Sends one answer.
   *
   * @return whether the connection can carry another one
   */
  boolean write(HttpResponse response, boolean headOnly, boolean closing, LongConsumer onBodyBytes)
      throws IOException, InterruptedException {
    Delivery delivery = response.delivery();
    delay(delivery.delay().toNanos());
    if (delivery.endsBeforeHead()) {
      return end(delivery.ending());
    }
    buffer.clear();
    buffer.put(head(response, closing));
    boolean bodiless = headOnly || response.status() == 204 || response.status() == 304;
    if (!bodiless) {
      sendBody(response, onBodyBytes);
    }
    flush();
    if (!bodiless && delivery.endsBefore(response.length())) {
      return end(delivery.ending());
    }
    return true;
  }

  private void delay(long extraNanos) throws InterruptedException {
    long nanos = control.line().latency().toNanos() * (firstAnswer ? 2 : 1) + extraNanos;
    firstAnswer = false;
    if (nanos > 0) {
      TimeUnit.NANOSECONDS.sleep(nanos);
    }
  }

  private static byte[] head(HttpResponse response, boolean closing) {
    StringBuilder head = new StringBuilder(512);
    head.append("HTTP/1.1 ").append(response.status()).append(' ');
    head.append(StatusPhrases.of(response.status())).append("\r\n");
    for (HttpHeaders.Field field : response.headers().fields()) {
      head.append(field.name()).append(": ").append(field.value()).append("\r\n");
    }
    if (response.framing() == Framing.CHUNKED) {
      head.append("Transfer-Encoding: chunked\r\n");
    } else if (!response.headers().has("Content-Length") && response.status() != 204) {
      head.append("Content-Length: ").append(response.length()).append("\r\n");
    }
    if (closing) {
      head.append("Connection: close\r\n");
    }
    return head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Sends the head that is in the buffer together with the first bytes of the body. */
  private void sendBody(HttpResponse response, LongConsumer onBodyBytes)
      throws IOException, InterruptedException {
    long length = Math.min(response.length(), response.delivery().afterBodyBytes());
    boolean chunked = response.framing() == Framing.CHUNKED;
    ByteSource source = response.body();
    RatePacer bodyPacer = new RatePacer();
    long sent = 0;
    while (sent < length) {
      control.awaitServing();
      long slice = Math.min(length - sent, sliceBytes(source, response.delivery()));
      pace(slice, bodyPacer, response.delivery().bytesPerSecond());
      onBodyBytes.accept(slice);
      long moved = 0;
      try {
        moved =
            source.transfersDirectly() && !chunked
                ? sendDirectly(source, response.offset() + sent, slice)
                : sendCopy(source, response.offset() + sent, (int) slice, chunked);
      } finally {
        if (moved < slice) {
          onBodyBytes.accept(moved - slice);
        }
      }
      if (moved < slice) {
        throw new IOException("the content is shorter than announced");
      }
      sent += slice;
    }
    if (chunked && !response.delivery().endsBefore(response.length())) {
      buffer.put("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }
  }

  private long sliceBytes(ByteSource source, Delivery delivery) {
    LineShape line = control.line();
    // The rest of the buffer holds the head, chunk sizes and line ends.
    long slice = source.transfersDirectly() ? DIRECT_SLICE_BYTES : BUFFER_BYTES - 32 * 1024;
    for (long rate :
        new long[] {
          line.connectionBytesPerSecond(), line.totalBytesPerSecond(), delivery.bytesPerSecond()
        }) {
      if (rate > 0) {
        slice = Math.min(slice, Math.max(1, rate / 50));
      }
    }
    return slice;
  }

  private void pace(long bytes, RatePacer bodyPacer, long bodyBytesPerSecond)
      throws IOException, InterruptedException {
    LineShape line = control.line();
    if (line.limitsRate() || bodyBytesPerSecond > 0) {
      flush();
      totalPacer.pass(bytes, line.totalBytesPerSecond());
      connectionPacer.pass(bytes, line.connectionBytesPerSecond());
      bodyPacer.pass(bytes, bodyBytesPerSecond);
    }
  }

  private long sendDirectly(ByteSource source, long offset, long count) throws IOException {
    flush();
    return source.transferTo(offset, count, out);
  }

  private long sendCopy(ByteSource source, long offset, int count, boolean chunked)
      throws IOException {
    if (chunked) {
      buffer.put(Integer.toHexString(count).getBytes(StandardCharsets.US_ASCII)).put(CRLF);
    }
    buffer.limit(buffer.position() + count);
    int read = source.read(offset, buffer);
    buffer.limit(buffer.capacity());
    if (chunked) {
      buffer.put(CRLF);
    }
    flush();
    return read;
  }

  private void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      out.write(buffer);
    }
    buffer.clear();
  }

  private boolean end(Ending ending) throws IOException {
    switch (ending) {
      case STALL -> control.stall();
      case RESET -> control.reset();
      case CLOSE, WHOLE -> {}
    }
    return false;
  }
}
