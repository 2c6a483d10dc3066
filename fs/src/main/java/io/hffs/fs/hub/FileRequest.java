package io.hffs.fs.hub;

import io.hffs.fs.hub.HubClient.Sent;
import io.hffs.fs.range.ByteRange;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import okhttp3.HttpUrl;

/**
 * The way to one range of a file: from the Hub, or from where the Hub sent us before, along
 * redirects to an answer that has the bytes. The range goes along at every hop, so no request is
 * spent on looking first.
 *
 * <p>Answers that are not returned are closed. Stateless, so it may be walked again.
 */
final class FileRequest {

  private static final Duration CDN_PAUSE = Duration.ofSeconds(5);

  private final HubClient client;
  private final BlobRef blob;
  private final Map<String, String> headers;
  private final ByteRange range;
  private final Cancellation cancellation;
  private final InstantSource clock;

  FileRequest(
      HubClient client,
      BlobRef blob,
      ByteRange range,
      Cancellation cancellation,
      InstantSource clock) {
    this.client = client;
    this.blob = blob;
    this.range = range;
    this.headers = Map.of("Range", ContentRange.request(range));
    this.cancellation = cancellation;
    this.clock = clock;
  }

  /**
   * Asks the Hub. {@code found} gets the address that it names, before that is tried.
   *
   * @return empty when the other host refuses the address
   */
  Optional<HttpReply> fromTheHub(Consumer<FileAddress> found) throws SourceException {
    HttpUrl url = client.urls().file(blob.repo(), blob.commit(), blob.path());
    for (int hop = 0; hop < HubClient.MAX_HOPS; hop++) {
      HttpReply reply = askHub(url);
      boolean kept = false;
      try {
        boolean marked = FileAnswers.checkMetadata(reply, blob);
        if (!reply.isRedirect()) {
          requireMark(reply, marked);
          FileAnswers.checkRange(reply, blob, range);
          found.accept(address(url, reply));
          kept = true;
          return Optional.of(reply);
        }
        url = client.target(reply);
        if (marked) {
          FileAddress address = address(url, reply);
          found.accept(address);
          reply.close();
          return at(address);
        }
        if (!client.isAtEndpoint(url)) {
          throw client.leadsAway(url);
        }
      } finally {
        if (!kept) {
          reply.close();
        }
      }
    }
    throw circles();
  }

  /**
   * Asks at an address that the Hub named.
   *
   * @return empty when it is no longer good
   */
  Optional<HttpReply> at(FileAddress address) throws SourceException {
    HttpUrl url = address.url();
    for (int hop = 0; hop < HubClient.MAX_HOPS; hop++) {
      boolean atHub = client.isAtEndpoint(url);
      HttpReply reply = atHub ? askHub(url) : client.sendElsewhere(url, headers, cancellation);
      boolean kept = false;
      try {
        if (atHub) {
          FileAnswers.checkMetadata(reply, blob);
        }
        if (reply.isRedirect()) {
          url = client.target(reply);
        } else if (!atHub && isStale(reply.status())) {
          return Optional.empty();
        } else {
          requireSuccess(reply);
          FileAnswers.checkRange(reply, blob, range);
          kept = true;
          return Optional.of(reply);
        }
      } finally {
        if (!kept) {
          reply.close();
        }
      }
    }
    throw circles();
  }

  private HttpReply askHub(HttpUrl url) throws SourceException {
    Sent sent = client.send(url, headers, cancellation);
    if (!sent.isRefusal()) {
      return sent.reply();
    }
    try (sent) {
      if (sent.reply().status() == 416) {
        throw gone("has another size");
      }
      String page = client.urls().page(blob.repo());
      SourceException refusal =
          client.toException(
              client.refusal(sent),
              new Asked(FileAnswers.describe(blob), blob.repo(), page),
              sent.token());
      throw switch (refusal.kind()) {
        case ENTRY_NOT_FOUND, REVISION_NOT_FOUND -> gone("is gone");
        default -> refusal;
      };
    }
  }

  /** The listing had it, at a commit, which never changes: unless the commit itself is gone. */
  private SourceException gone(String what) {
    return new SourceException(
        Kind.CHANGED,
        FileAnswers.describe(blob) + " " + what + "; run: hffs refresh " + blob.repo());
  }

  private void requireMark(HttpReply reply, boolean marked) throws SourceException {
    if (!marked) {
      throw reply.isHtml()
          ? client.notAHub()
          : new SourceException(
              Kind.CORRUPT,
              client.name() + " sent " + FileAnswers.describe(blob) + " without naming the commit");
    }
  }

  /** Expired signatures are 403; a CDN that lost the object says 404 or 410. */
  private static boolean isStale(int status) {
    return switch (status) {
      case 400, 401, 403, 404, 410 -> true;
      default -> false;
    };
  }

  private void requireSuccess(HttpReply reply) throws SourceException {
    int status = reply.status();
    if (status / 100 == 2) {
      return;
    }
    if (status == 416) {
      throw gone("has another size");
    }
    if (RateLimit.asksForPause(reply)) {
      throw SourceException.throttled(
          reply.host() + " asks to be left alone for a while (status " + status + ")",
          reply.header("Retry-After").flatMap(RateLimit::parseRetryAfter).orElse(CDN_PAUSE));
    }
    throw new SourceException(
        Kind.UNAVAILABLE, reply.host() + " has trouble (status " + status + "); try again later");
  }

  private FileAddress address(HttpUrl url, HttpReply reply) {
    Instant now = clock.instant();
    // Signatures expire by the server's clock, and ours may be wrong.
    return FileAddress.of(url, reply.date().orElse(now), now);
  }

  private SourceException circles() {
    return new SourceException(
        Kind.CORRUPT, client.name() + " redirects in circles for " + FileAnswers.describe(blob));
  }
}
