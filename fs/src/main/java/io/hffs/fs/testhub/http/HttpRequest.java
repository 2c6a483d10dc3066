package io.hffs.fs.testhub.http;

import java.util.Optional;

/**
 * A request as it came.
 *
 * @param target the raw path and query, nothing decoded
 * @param body decoded from its transfer coding, as UTF-8; empty when there is none
 */
public record HttpRequest(String method, String target, HttpHeaders headers, String body) {

  /** Returns the raw path, still percent-encoded. */
  public String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  /** Returns the raw query, the empty string when there is none. */
  public String query() {
    int query = target.indexOf('?');
    return query < 0 ? "" : target.substring(query + 1);
  }

  public Optional<String> header(String name) {
    return headers.first(name);
  }

  public boolean isHead() {
    return method.equals("HEAD");
  }

  @Override
  public String toString() {
    return method + " " + target;
  }
}
