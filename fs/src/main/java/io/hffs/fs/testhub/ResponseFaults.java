package io.hffs.fs.testhub;

import io.hffs.fs.testhub.http.HttpResponse;
import io.hffs.fs.testhub.http.HttpResponse.Framing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** Right answers made wrong. */
final class ResponseFaults {

  private ResponseFaults() {}

  static HttpResponse status(int code, String... headers) {
    HttpResponse response = HttpResponse.of(code).withText("text/plain", "fault " + code);
    for (int i = 0; i < headers.length; i += 2) {
      response = response.with(headers[i], headers[i + 1]);
    }
    return response;
  }

  static HttpResponse loginPage() {
    return HttpResponse.of(200)
        .withText(
            "text/html",
            "<!doctype html><html><title>Welcome</title><body>Please log in to the network.</body>"
                + "</html>");
  }

  /** Says another offset, or another total when that is not 0. Answers without a range stay. */
  static HttpResponse rangeHeader(HttpResponse response, long deltaBytes, long totalBytes) {
    if (response.status() != 206) {
      return response;
    }
    long total = totalBytes == 0 ? response.body().sizeBytes() : totalBytes;
    return response.with(
        "Content-Range", contentRange(response.offset() + deltaBytes, response.length(), total));
  }

  static HttpResponse otherRange(HttpResponse response, long deltaBytes) {
    if (response.status() != 206) {
      return response;
    }
    long size = response.body().sizeBytes();
    long start = Math.max(0, Math.min(size - 1, response.offset() + deltaBytes));
    long length = Math.min(response.length(), size - start);
    return response
        .withBody(response.body(), start, length)
        .with("Content-Range", contentRange(start, length, size));
  }

  static HttpResponse whole(HttpResponse response) {
    return response.status() == 206
        ? response
            .withStatus(200)
            .without("Content-Range")
            .withBody(response.body(), 0, response.body().sizeBytes())
        : response;
  }

  static HttpResponse gzipped(HttpResponse response) {
    ByteBuffer plain = ByteBuffer.allocate(Math.toIntExact(response.length()));
    try {
      response.body().read(response.offset(), plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return response.with("Content-Encoding", "gzip").withBody(ContentAnswer.gzip(plain.array()));
  }

  static HttpResponse withoutLength(HttpResponse response) {
    return response.without("Accept-Ranges").withFraming(Framing.CHUNKED);
  }

  private static String contentRange(long start, long length, long total) {
    return "bytes " + start + "-" + (start + length - 1) + "/" + total;
  }
}
