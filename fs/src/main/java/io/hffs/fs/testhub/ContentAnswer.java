package io.hffs.fs.testhub;

import io.hffs.fs.range.ByteRange;
import io.hffs.fs.testhub.http.HttpHeaders;
import io.hffs.fs.testhub.http.HttpResponse;
import io.hffs.fs.testhub.http.HttpResponse.Framing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/** Answers with the bytes of a file: whole, a range, compressed, or not modified. */
final class ContentAnswer {

  private static final int MIN_TEXT_BYTES = 1_000;
  private static final int MAX_TEXT_BYTES = 10_000_000;
  private static final int MAX_COMPRESSED_BYTES = 64 << 20;

  private ContentAnswer() {}

  /**
   * Makes the answer.
   *
   * @param headers of the file: its type, ETag and the like
   */
  static HttpResponse to(
      HubRequest request, TestContent content, HttpHeaders headers, GzipPolicy gzip) {
    HttpResponse whole =
        HttpResponse.of(200)
            .withHeaders(headers)
            .with("Accept-Ranges", "bytes")
            .withBody(content, 0, content.sizeBytes());
    if (headers.first("ETag").isPresent()
        && headers.first("ETag").equals(request.http().header("If-None-Match"))) {
      return whole.withStatus(304);
    }
    if (ignoresRange(request, content, headers, gzip)) {
      return content.sizeBytes() <= MAX_COMPRESSED_BYTES ? compressed(whole, content) : whole;
    }
    Optional<ByteRange> range =
        request.range().flatMap(header -> ByteRangeHeader.parse(header, content.sizeBytes()));
    return range.map(asked -> part(whole, content, asked)).orElse(whole);
  }

  private static boolean ignoresRange(
      HubRequest request, TestContent content, HttpHeaders headers, GzipPolicy gzip) {
    if (!request.http().headers().mentions("Accept-Encoding", "gzip")) {
      return false;
    }
    long size = content.sizeBytes();
    return switch (gzip) {
      case NEVER -> false;
      case ALWAYS -> true;
      case TEXT ->
          size >= MIN_TEXT_BYTES
              && size <= MAX_TEXT_BYTES
              && headers.first("Content-Type").filter(FileHeaders::isText).isPresent();
    };
  }

  private static HttpResponse part(HttpResponse whole, TestContent content, ByteRange range) {
    long size = content.sizeBytes();
    if (range.isEmpty()) {
      return HttpResponse.of(416).with("Content-Range", "bytes */" + size);
    }
    return whole
        .withStatus(206)
        .with("Content-Range", "bytes " + range.start() + "-" + (range.end() - 1) + "/" + size)
        .withBody(content, range.start(), range.length());
  }

  private static HttpResponse compressed(HttpResponse whole, TestContent content) {
    return whole
        .without("Accept-Ranges")
        .with("Content-Encoding", "gzip")
        .with("Vary", "Accept-Encoding")
        .withBody(gzip(content.bytes()))
        .withFraming(Framing.CHUNKED);
  }

  static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
