package io.hffs.fs.testhub;

import io.hffs.fs.testhub.http.Delivery;
import io.hffs.fs.testhub.http.Delivery.Ending;
import io.hffs.fs.testhub.http.HttpResponse;
import java.net.URI;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * One thing that goes wrong, and with which requests. Immutable; {@link TestHub#inject} puts it
 * into force and counts.
 *
 * <pre>{@code
 * hub.inject(HubFault.resetAfter(1000).on(HubOrigin.CDN).after(1).times(2));
 * }</pre>
 */
public final class HubFault {

  private final String name;
  private final Predicate<HubRequest> match;
  private final int after;
  private final int times;
  private final Runnable before;
  private final BiFunction<HubRequest, HttpResponse, HttpResponse> change;

  private HubFault(
      String name,
      Predicate<HubRequest> match,
      int after,
      int times,
      Runnable before,
      BiFunction<HubRequest, HttpResponse, HttpResponse> change) {
    this.name = name;
    this.match = match;
    this.after = after;
    this.times = times;
    this.before = before;
    this.change = change;
  }

  /** Makes a fault of any kind: it turns the right answer into another. */
  public static HubFault of(
      String name, BiFunction<HubRequest, HttpResponse, HttpResponse> change) {
    return new HubFault(name, request -> true, 0, Integer.MAX_VALUE, () -> {}, change);
  }

  private static HubFault of(String name, UnaryOperator<HttpResponse> change) {
    return of(name, (request, response) -> change.apply(response));
  }

  private static HubFault delivery(String name, UnaryOperator<Delivery> change) {
    return of(name, response -> response.withDelivery(change.apply(response.delivery())));
  }

  /** Runs this before the hub looks at the request, for instance to move a branch just then. */
  public static HubFault before(Runnable action) {
    HubFault nothing = of("before", response -> response);
    return new HubFault(
        nothing.name, nothing.match, nothing.after, nothing.times, action, nothing.change);
  }

  /** Answers with this status instead; headers are names and values in turn. */
  public static HubFault status(int code, String... headers) {
    return of("status " + code, response -> ResponseFaults.status(code, headers));
  }

  /** Answers 429 as the Hub does when the budget is used up. */
  public static HubFault rateLimited(Duration retryAfter) {
    long seconds = retryAfter.toSeconds();
    return status(
        429,
        "Retry-After",
        Long.toString(seconds),
        "RateLimit",
        "\"resolvers\";r=0;t=" + seconds,
        "RateLimit-Policy",
        "\"fixed window\";\"resolvers\";q=3000;w=300");
  }

  /** Waits before the status line. */
  public static HubFault delay(Duration delay) {
    return delivery("delay " + delay, how -> how.withDelay(delay));
  }

  /** Never sends the status line. */
  public static HubFault stallBeforeHead() {
    return delivery("stall", how -> how.withEnding(Ending.STALL, Delivery.BEFORE_HEAD));
  }

  /** Sends the head and so many bytes of the body, then nothing. */
  public static HubFault stallAfter(long bodyBytes) {
    return delivery("stall after " + bodyBytes, how -> how.withEnding(Ending.STALL, bodyBytes));
  }

  /** Sends the body at this rate. */
  public static HubFault drip(long bytesPerSecond) {
    return delivery("drip", how -> how.withRate(bytesPerSecond));
  }

  /** Resets the connection instead of answering. */
  public static HubFault resetBeforeHead() {
    return delivery("reset", how -> how.withEnding(Ending.RESET, Delivery.BEFORE_HEAD));
  }

  /** Resets the connection after so many bytes of the body. */
  public static HubFault resetAfter(long bodyBytes) {
    return delivery("reset after " + bodyBytes, how -> how.withEnding(Ending.RESET, bodyBytes));
  }

  /** Closes the connection in order after so many bytes of the body; the headers were right. */
  public static HubFault cutAfter(long bodyBytes) {
    return delivery("cut after " + bodyBytes, how -> how.withEnding(Ending.CLOSE, bodyBytes));
  }

  /** Sends, and announces in Content-Length, fewer bytes than Content-Range says. */
  public static HubFault shorterBody(long missingBytes) {
    return of(
        "shorter body",
        response ->
            response.withBody(
                response.body(), response.offset(), Math.max(0, response.length() - missingBytes)));
  }

  /** Sends, and announces in Content-Length, more bytes than were asked for. */
  public static HubFault longerBody(long extraBytes) {
    return of("longer body", response -> response.withExtra(extraBytes));
  }

  /** Sends more bytes than Content-Length announces, where the next answer should begin. */
  public static HubFault garbageAfterBody(long extraBytes) {
    return of(
        "garbage after body",
        response ->
            response
                .with("Content-Length", Long.toString(response.length()))
                .withExtra(extraBytes));
  }

  /** Says that the body is from another offset; the bytes are those that were asked for. */
  public static HubFault contentRangeShifted(long deltaBytes) {
    return of(
        "Content-Range shifted", response -> ResponseFaults.rangeHeader(response, deltaBytes, 0));
  }

  /** Says that the file has another size. */
  public static HubFault contentRangeTotal(long totalBytes) {
    return of(
        "Content-Range total", response -> ResponseFaults.rangeHeader(response, 0, totalBytes));
  }

  /** Answers 206 without saying of what. */
  public static HubFault contentRangeMissing() {
    return of("no Content-Range", response -> response.without("Content-Range"));
  }

  /** Sends another range than the one that was asked for, and says so. */
  public static HubFault otherRange(long deltaBytes) {
    return of("other range", response -> ResponseFaults.otherRange(response, deltaBytes));
  }

  /** Answers a range request with 200 and the whole file. */
  public static HubFault wholeForRange() {
    return of("whole for range", ResponseFaults::whole);
  }

  /** Compresses the body and says so, whatever the client accepts. */
  public static HubFault gzipped() {
    return of("gzip", response -> ResponseFaults.gzipped(response));
  }

  /** Says that the body is compressed when it is not. */
  public static HubFault lyingGzip() {
    return of("lying gzip", response -> response.with("Content-Encoding", "gzip"));
  }

  /** Answers 200 with a login page, as a hotel's network does. */
  public static HubFault captivePortal() {
    return of("captive portal", response -> ResponseFaults.loginPage());
  }

  /** Inverts every {@code period}-th byte of the file, beginning with the one at offset 0. */
  public static HubFault flipEvery(long period) {
    return of(
        "flip every " + period, response -> response.withFlipped(offset -> offset % period == 0));
  }

  /** Inverts one byte of the file. */
  public static HubFault flipAt(long fileOffset) {
    return of(
        "flip at " + fileOffset, response -> response.withFlipped(offset -> offset == fileOffset));
  }

  /** Sends another value of a header: a wrong X-Repo-Commit, ETag or X-Linked-Size. */
  public static HubFault header(String name, String value) {
    return of("header " + name, response -> response.with(name, value));
  }

  public static HubFault withoutHeader(String name) {
    return of("no header " + name, response -> response.without(name));
  }

  /** Redirects to any address. */
  public static HubFault redirect(int status, String location) {
    return status(status, "Location", location);
  }

  /** Sends the client to the same path of another endpoint, as a mirror that gave up does. */
  public static HubFault mirroredTo(URI endpoint) {
    return of(
        "mirrored to " + endpoint,
        (request, response) -> ResponseFaults.status(308, "Location", endpoint + request.target()));
  }

  /** Answers HEAD without Content-Length and Accept-Ranges. */
  public static HubFault headWithoutLength() {
    return of("HEAD without length", ResponseFaults::withoutLength).onMethod("HEAD");
  }

  /** Limits it to the requests for which this is true, too. */
  public HubFault when(Predicate<HubRequest> condition) {
    return new HubFault(name, match.and(condition), after, times, before, change);
  }

  public HubFault on(HubOrigin origin) {
    return when(request -> request.origin() == origin);
  }

  public HubFault onMethod(String method) {
    return when(request -> request.method().equals(method));
  }

  /** Limits it to requests whose raw path or query contains the text; CDN queries name the file. */
  public HubFault onPath(String part) {
    return when(request -> request.target().contains(part));
  }

  /** Lets so many matching requests pass before the first that it hits. */
  public HubFault after(int requests) {
    return new HubFault(name, match, requests, times, before, change);
  }

  /** Lets it hit so many requests and no more. */
  public HubFault times(int count) {
    return new HubFault(name, match, after, count, before, change);
  }

  public HubFault once() {
    return times(1);
  }

  boolean matches(HubRequest request) {
    return match.test(request);
  }

  /** Tells whether it hits the matching request of this number, from 0. */
  boolean hits(long index) {
    return index >= after && index - after < times;
  }

  void runBefore() {
    before.run();
  }

  HttpResponse apply(HubRequest request, HttpResponse response) {
    return change.apply(request, response);
  }

  @Override
  public String toString() {
    return name;
  }
}
