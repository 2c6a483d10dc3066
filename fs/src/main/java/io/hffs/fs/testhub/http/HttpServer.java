package io.hffs.fs.testhub.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on one port and serves each connection on a daemon thread of its own, {@code
 * testhub-<name>-<n>}, up to {@link #MAX_CONNECTIONS} at once. It can play dead in two ways and
 * come back on the same port. Thread-safe.
 */
public final class HttpServer implements AutoCloseable {

  public static final int MAX_CONNECTIONS = 1024;

  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  private static final long ACCEPTOR_END_MILLIS = 5_000;

  private final String name;
  private final HttpHandler handler;
  private final Supplier<LineShape> line;
  private final RatePacer totalPacer = new RatePacer();
  private final Semaphore slots = new Semaphore(MAX_CONNECTIONS);
  private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicLong accepted = new AtomicLong();
  private volatile boolean silent;
  private InetSocketAddress address;
  private @Nullable ServerSocketChannel listener;
  private @Nullable Thread acceptor;

  private HttpServer(
      String name, InetSocketAddress address, HttpHandler handler, Supplier<LineShape> line) {
    this.name = name;
    this.address = address;
    this.handler = handler;
    this.line = line;
  }

  /**
   * Binds and serves.
   *
   * @param port 0 for any free one
   * @param line asked for the shape of the line before each part of an answer
   */
  public static HttpServer start(
      String name, InetAddress host, int port, HttpHandler handler, Supplier<LineShape> line)
      throws IOException {
    HttpServer server = new HttpServer(name, new InetSocketAddress(host, port), handler, line);
    server.listen();
    return server;
  }

  /** Returns the port, which stays the same while the server is dark. */
  public synchronized int port() {
    return address.getPort();
  }

  /** Returns how many connections were accepted since the start. */
  public long acceptedConnections() {
    return accepted.get();
  }

  /** Returns how many connections are open now. */
  public int openConnections() {
    return connections.size();
  }

  /** Refuses connections and resets those that are open, as when the host's process died. */
  public synchronized void goDark() {
    silent = false;
    stopListening();
    closeConnections();
  }

  /**
   * Accepts connections but sends not one byte more, on the open ones neither, as behind a dead
   * link.
   */
  public synchronized void goSilent() throws IOException {
    silent = true;
    if (listener == null) {
      listen();
    }
  }

  /** Serves again, on the same port; connections that waited in silence are closed. */
  public synchronized void comeBack() throws IOException {
    if (silent) {
      silent = false;
      closeConnections();
    }
    if (listener == null) {
      listen();
    }
  }

  /** Closes every open connection without a word; new ones are served. */
  public void closeConnections() {
    for (HttpConnection connection : connections) {
      try {
        connection.reset();
      } catch (IOException e) {
        LOG.debug("{}: closing a connection", name, e);
      }
    }
  }

  @Override
  public synchronized void close() {
    stopListening();
    closeConnections();
  }

  private synchronized void listen() throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.bind(address, 512);
    } catch (IOException e) {
      channel.close();
      throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
    }
    address = (InetSocketAddress) channel.getLocalAddress();
    listener = channel;
    Thread thread = daemonThread("testhub-" + name + "-accept", () -> acceptAll(channel));
    acceptor = thread;
    thread.start();
  }

  private synchronized void stopListening() {
    if (listener != null) {
      try {
        listener.close();
      } catch (IOException e) {
        LOG.debug("{}: closing the listener", name, e);
      }
      listener = null;
      awaitAcceptor();
    }
  }

  /** The kernel goes on accepting for as long as a thread is inside {@code accept}. */
  private synchronized void awaitAcceptor() {
    Thread thread = acceptor;
    acceptor = null;
    if (thread != null) {
      try {
        thread.join(ACCEPTOR_END_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void acceptAll(ServerSocketChannel channel) {
    while (channel.isOpen()) {
      try {
        accept(channel, channel.accept());
      } catch (IOException e) {
        LOG.debug("{}: accept ended", name, e);
      }
    }
  }

  private void accept(ServerSocketChannel from, SocketChannel channel) throws IOException {
    if (!slots.tryAcquire()) {
      LOG.warn("{}: refused a connection, {} are open", name, MAX_CONNECTIONS);
      channel.close();
      return;
    }
    HttpConnection connection = new HttpConnection(this, channel);
    connections.add(connection);
    if (!from.isOpen()) {
      // The server went dark while this one was on its way in.
      connection.reset();
    }
    daemonThread("testhub-" + name + "-" + accepted.incrementAndGet(), connection).start();
  }

  private static Thread daemonThread(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    return thread;
  }

  void onClosed(HttpConnection connection) {
    if (connections.remove(connection)) {
      slots.release();
    }
  }

  void onBrokenConnection(IOException cause) {
    LOG.debug("{}: a connection broke", name, cause);
  }

  HttpHandler handler() {
    return handler;
  }

  LineShape line() {
    return line.get();
  }

  RatePacer totalPacer() {
    return totalPacer;
  }

  boolean isSilent() {
    return silent;
  }
}
