package io.hffs.fs.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.range.ByteRange;
import java.time.Duration;
import java.time.Instant;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The small parsers of what servers say in headers and addresses. */
class HeadersTest {

  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  @Test
  void contentRangeIsRead() {
    assertThat(ContentRange.parse("bytes 0-99/1000"))
        .contains(new ContentRange(new ByteRange(0, 100), 1000));
    assertThat(ContentRange.parse("Bytes  5-5/6"))
        .contains(new ContentRange(new ByteRange(5, 6), 6));
    assertThat(ContentRange.request(new ByteRange(0, 100))).isEqualTo("bytes=0-99");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes */1000",
        "bytes 0-99/*",
        "bytes 99-0/1000",
        "bytes 0-1000/1000",
        "0-99/1000",
        "bytes 0-99/99999999999999999999",
        ""
      })
  void contentRangeThatProvesNothingIsRefused(String header) {
    assertThat(ContentRange.parse(header)).isEmpty();
  }

  @Test
  void nextLinkIsFoundAmongOthers() {
    assertThat(LinkHeader.next("<https://h/api?cursor=a%3D,b>; rel=\"next\""))
        .contains("https://h/api?cursor=a%3D,b");
    assertThat(LinkHeader.next("<https://h/1>; rel=\"prev\", <https://h/2>; rel=next"))
        .contains("https://h/2");
    assertThat(LinkHeader.next("<https://h/1>; rel=\"xet-auth\"")).isEmpty();
    assertThat(LinkHeader.next("nonsense")).isEmpty();
  }

  @Test
  @Timeout(10) // it took hours, as the square of the length
  void aLinkThatDoesNotEndIsReadInNoTime() {
    assertThat(LinkHeader.next("<".repeat(256 << 10))).isEmpty();
    assertThat(LinkHeader.next("<a>".repeat(80_000))).isEmpty();
  }

  @Test
  void aRateLimitOfManyParametersTakesNoStack() {
    assertThat(RateLimit.parse("\"api\"" + ";a=b".repeat(60_000) + ";r=0;t=7"))
        .contains(new RateLimit("api", 0, Duration.ofSeconds(7)));
  }

  @Test
  void rateLimitIsRead() {
    assertThat(RateLimit.parse("\"api\";r=499;t=295"))
        .contains(new RateLimit("api", 499, Duration.ofSeconds(295)));
    assertThat(RateLimit.parse("\"resolvers\"; r=0 ; t=12, \"api\";r=1;t=2"))
        .contains(new RateLimit("resolvers", 0, Duration.ofSeconds(12)));
    assertThat(RateLimit.parse("\"api\";r=1")).isEmpty();
    assertThat(RateLimit.parse("")).isEmpty();
  }

  @Test
  void retryAfterIsReadInSeconds() {
    assertThat(RateLimit.parseRetryAfter(" 30 ")).contains(Duration.ofSeconds(30));
    assertThat(RateLimit.parseRetryAfter("Wed, 21 Oct 2026 07:28:00 GMT")).isEmpty();
    assertThat(RateLimit.parseRetryAfter("-1")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "?Expires=1767272400&Signature=x, 3300", // an hour, less five minutes
    "?Expires=1767268810, 5", // ten seconds, by half
    "?Expires=1767268800, 0",
    "?X-Amz-Date=20260101T120000Z&X-Amz-Expires=3600, 3300",
    "?X-Amz-Expires=3600, 2700", // from when, is not said: 50 minutes less five
    "?Expires=soon, 2700",
    "'', 2700",
  })
  void signedAddressIsKeptUntilShortlyBeforeItExpires(String query, long seconds) {
    HttpUrl url = HttpUrl.get("https://cdn.hf.co/x" + query);

    assertThat(Duration.between(NOW, FileAddress.of(url, NOW, NOW).staleAt()))
        .isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void expiryIsCountedByTheClockOfTheServer() {
    HttpUrl url = HttpUrl.get("https://cdn.hf.co/x?Expires=1767272400");
    Instant ours = NOW.plus(Duration.ofHours(5));

    assertThat(FileAddress.of(url, NOW, ours).staleAt()).isEqualTo(ours.plusSeconds(3300));
  }

  @ParameterizedTest
  @CsvSource({"\"abc\",abc", "W/\"abc\",abc", "abc,abc"})
  void etagLosesItsDecoration(String etag, String expected) {
    assertThat(FileAnswers.normalizedEtag(etag)).isEqualTo(expected);
  }

  @Test
  void secretsAreTakenOutOfMessages() {
    assertThat(
            Redaction.redact(
                "GET https://cdn/x?Policy=abc&Signature=d~e-f&Expires=1\r\nAuthorization: Bearer hf_abcdefgh"))
        .isEqualTo(
            "GET https://cdn/x?Policy=***&Signature=***&Expires=1 Authorization: Bearer ***");
    assertThat(Redaction.redact("the token hf_abcdefgh is bad"))
        .isEqualTo("the token hf_*** is bad");
    assertThat(Redaction.redact("x".repeat(1000))).hasSizeLessThan(310);
  }
}
