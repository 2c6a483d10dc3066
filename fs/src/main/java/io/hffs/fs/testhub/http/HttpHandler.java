package io.hffs.fs.testhub.http;

import java.io.IOException;

/** Answers requests; called on the threads of the connections, by many at once. */
public interface HttpHandler {

  /**
   * Answers one request by calling {@link HttpExchange#respond} once; returning without it closes
   * the connection.
   *
   * @throws IOException when the connection breaks; it is then closed
   */
  void handle(HttpExchange exchange) throws IOException, InterruptedException;
}
