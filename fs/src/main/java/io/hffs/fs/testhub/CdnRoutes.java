package io.hffs.fs.testhub;

import io.hffs.fs.testhub.http.HttpHeaders;
import io.hffs.fs.testhub.http.HttpResponse;

/** The second origin: content of LFS files under signed addresses. */
final class CdnRoutes {

  private final HubState state;

  CdnRoutes(HubState state) {
    this.state = state;
  }

  /** Answers a request; its ETag is not the digest that the Hub told. */
  HttpResponse answer(HubRequest request) throws Refusal {
    if (request.http().headers().has("Authorization")) {
      throw Refusal.answer(
          SignedUrls.xml(
              400,
              "InvalidArgument",
              "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter,"
                  + " Signature query string parameter or the Authorization header should be"
                  + " specified"));
    }
    TestFile file = state.urls().verify(request);
    HttpHeaders headers =
        HttpHeaders.NONE
            .with("Content-Type", "application/octet-stream")
            .with("ETag", "\"" + file.xetHash() + "\"")
            .with(
                "Content-Disposition",
                request
                    .query()
                    .first("response-content-disposition")
                    .orElse("inline")
                    .replaceAll("[\\r\\n]", ""))
            .with("X-Cache", "Miss from cloudfront");
    return ContentAnswer.to(request, file.content(), headers, state.config().gzip());
  }
}
