package io.hffs.fs.testhub.http;

import io.hffs.fs.testhub.http.RequestParser.MalformedRequestException;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One accepted connection and its thread's loop: parse, handle, again. */
final class HttpConnection implements ConnectionControl, Runnable, Closeable {

  private static final Duration MAX_IDLE = Duration.ofMinutes(10);

  private final HttpServer server;
  private final SocketChannel channel;

  HttpConnection(HttpServer server, SocketChannel channel) {
    this.server = server;
    this.channel = channel;
  }

  @Override
  public void run() {
    try (channel) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.socket().setSoTimeout((int) MAX_IDLE.toMillis());
      serve(new BufferedInputStream(channel.socket().getInputStream(), 16 * 1024));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      server.onBrokenConnection(e);
    } finally {
      server.onClosed(this);
    }
  }

  private void serve(InputStream in) throws IOException, InterruptedException {
    ResponseWriter writer = new ResponseWriter(channel, this, server.totalPacer());
    RequestParser parser = new RequestParser(in, this::sendContinue);
    boolean open = true;
    while (open) {
      HttpRequest request = read(parser);
      if (request == null) {
        return;
      }
      awaitServing();
      HttpExchange exchange = new HttpExchange(request, writer);
      server.handler().handle(exchange);
      open = exchange.isReusable();
    }
  }

  private @Nullable HttpRequest read(RequestParser parser) throws IOException {
    try {
      return parser.next();
    } catch (MalformedRequestException e) {
      sendRaw("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
      throw e;
    } catch (InterruptedIOException e) {
      return null;
    }
  }

  private void sendContinue() {
    try {
      sendRaw("HTTP/1.1 100 Continue\r\n\r\n");
    } catch (IOException e) {
      // Reading the body fails next, and tells it better.
      server.onBrokenConnection(e);
    }
  }

  private void sendRaw(String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public LineShape line() {
    return server.line();
  }

  @Override
  public void awaitServing() throws IOException {
    if (server.isSilent()) {
      stall();
      throw new IOException("closed while the server was silent");
    }
  }

  /** Waits for the client to leave, or the server to close the connection. */
  @Override
  public void stall() throws IOException {
    InputStream in = channel.socket().getInputStream();
    byte[] ignored = new byte[1024];
    while (in.read(ignored) >= 0) {
      // A client may pipeline; only its leaving counts.
    }
  }

  @Override
  public void reset() throws IOException {
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    channel.close();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
