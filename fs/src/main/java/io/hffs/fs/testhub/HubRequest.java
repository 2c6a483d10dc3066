package io.hffs.fs.testhub;

import io.hffs.fs.testhub.http.HttpRequest;
import java.util.Optional;

/** A request to one of the two origins, as faults and routes see it. */
public record HubRequest(HubOrigin origin, HttpRequest http) {

  public String method() {
    return http.method();
  }

  /** Returns the raw path and query. */
  public String target() {
    return http.target();
  }

  /** Returns the Range header as it was asked. */
  public Optional<String> range() {
    return http.header("Range");
  }

  Query query() {
    return Query.parse(http.query());
  }

  /** Returns {@code http://host:port} as the client calls this server. */
  String base() {
    return "http://" + http.header("Host").orElse("localhost");
  }

  @Override
  public String toString() {
    return origin + " " + http;
  }
}
