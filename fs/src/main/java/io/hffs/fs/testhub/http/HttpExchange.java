package io.hffs.fs.testhub.http;

import java.io.IOException;
import java.util.function.LongConsumer;

/** One request on a connection, waiting for its answer. Used by the thread of the connection. */
public final class HttpExchange {

  private final HttpRequest request;
  private final ResponseWriter writer;
  private boolean reusable;

  HttpExchange(HttpRequest request, ResponseWriter writer) {
    this.request = request;
    this.writer = writer;
  }

  public HttpRequest request() {
    return request;
  }

  /**
   * Sends the answer; blocks until it is sent or the connection is gone, which with a shaped line
   * or a stalling {@link Delivery} can take long.
   *
   * @param onBodyBytes told the number of body bytes just before each part leaves, so that whatever
   *     a client has received was told; a negative number takes back what could not be sent
   */
  public void respond(HttpResponse response, LongConsumer onBodyBytes)
      throws IOException, InterruptedException {
    boolean closing = request.headers().mentions("Connection", "close");
    reusable = writer.write(response, request.isHead(), closing, onBodyBytes) && !closing;
  }

  /** Tells whether the connection can carry another request. */
  boolean isReusable() {
    return reusable;
  }
}
