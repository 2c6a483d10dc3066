package io.hffs.fs.peer;

import io.hffs.fs.testhub.http.Delivery;
import io.hffs.fs.testhub.http.HttpExchange;
import io.hffs.fs.testhub.http.HttpRequest;
import io.hffs.fs.testhub.http.HttpResponse;
import io.hffs.fs.testhub.http.HttpResponse.Framing;
import io.hffs.fs.testhub.http.HttpServer;
import io.hffs.fs.testhub.http.LineShape;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A daemon of HFMC 0.1.8 with all its habits, and with lies when told to. */
final class FakeOldNode implements AutoCloseable {

  private static final Pattern FILE = Pattern.compile("/[^/]+/[^/]+/resolve/([^/]+)/.+");
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)?");

  final List<HttpRequest> requests = new CopyOnWriteArrayList<>();

  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final List<String> pings;
  private final HttpServer server;
  private volatile UnaryOperator<HttpResponse> lie = answer -> answer;

  /**
   * @param pings the paths of its generation
   */
  FakeOldNode(String... pings) throws IOException {
    this.pings = List.of(pings);
    this.server =
        HttpServer.start(
            "old",
            InetAddress.getLoopbackAddress(),
            0,
            exchange -> answer(exchange),
            () -> LineShape.UNSHAPED);
  }

  int port() {
    return server.port();
  }

  FakeOldNode with(String path, byte[] content) {
    files.put(path, content);
    return this;
  }

  /** Changes every answer about files from now on. */
  void lie(UnaryOperator<HttpResponse> how) {
    lie = how;
  }

  void dieAfter(Delivery.Ending ending, long bytes) {
    lie(answer -> answer.withDelivery(Delivery.COMPLETE.withEnding(ending, bytes)));
  }

  /** The requests so far, each as {@code GET /path bytes=1-}. */
  List<String> lines() {
    return requests.stream()
        .map(request -> request + request.header("Range").map(range -> " " + range).orElse(""))
        .toList();
  }

  private void answer(HttpExchange exchange) throws IOException, InterruptedException {
    HttpRequest request = exchange.request();
    requests.add(request);
    exchange.respond(answer(request), bytes -> {});
  }

  private HttpResponse answer(HttpRequest request) {
    if (pings.contains(request.path())) {
      return HttpResponse.of(200);
    }
    Matcher form = FILE.matcher(request.path());
    byte[] content = files.get(request.path());
    if (!form.matches() || content == null) {
      return HttpResponse.of(404);
    }
    return lie.apply(request.isHead() ? head(form.group(1), content) : body(request, content));
  }

  /** The ETag is not quoted, and empty for a short hash. */
  private static HttpResponse head(String revision, byte[] content) {
    return HttpResponse.of(200)
        .with("ETag", revision.length() == 8 ? "" : "0123456789abcdef")
        .with("X-Repo-Commit", revision)
        .withBody(content);
  }

  /** Any range is a 200 with the slice, chunked; the first byte alone is the whole file. */
  private static HttpResponse body(HttpRequest request, byte[] content) {
    Optional<String> range = request.header("Range");
    int start = 0;
    int end = content.length;
    if (range.isPresent()) {
      Matcher form = RANGE.matcher(range.get());
      if (!form.matches()) {
        return HttpResponse.of(500);
      }
      start = Math.min(content.length, Integer.parseInt(form.group(1)));
      boolean toTheEnd = form.group(2) == null || form.group(2).equals("0");
      end = toTheEnd ? end : Math.min(end, Integer.parseInt(form.group(2)) + 1);
    }
    return HttpResponse.of(200)
        .with("Content-disposition", "attachment; filename=x")
        .withBody(Arrays.copyOfRange(content, start, end))
        .withFraming(Framing.CHUNKED);
  }

  @Override
  public void close() {
    server.close();
  }
}
