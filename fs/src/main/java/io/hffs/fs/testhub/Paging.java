package io.hffs.fs.testhub;

import io.hffs.fs.testhub.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * One page of a list, and the address of the next one.
 *
 * @param next the query of the next page; the page's own when there is none
 */
record Paging<T>(List<T> items, Query next, boolean hasNext) {

  /** Cuts the page that the cursor of a query names. */
  static <T> Paging<T> of(List<T> all, Query query, int pageSize) throws Refusal {
    int size = Math.min(pageSize, query.positive("limit", pageSize));
    int start = query.first("cursor").isPresent() ? decode(query.first("cursor").get()) : 0;
    int end = Math.min(all.size(), start + size);
    if (start < 0 || start > all.size()) {
      throw Refusal.of(400, "Invalid cursor");
    }
    return new Paging<>(
        all.subList(start, end), query.with("cursor", encode(end)), end < all.size());
  }

  HttpResponse addTo(HttpResponse response, HubRequest request) {
    return hasNext ? linkTo(response, request, next) : response;
  }

  /** Names the next page by an absolute address, as clients demand. */
  static HttpResponse linkTo(HttpResponse response, HubRequest request, Query query) {
    String url = request.base() + request.http().path() + "?" + query.encoded();
    return response.with("Link", "<" + url + ">; rel=\"next\"");
  }

  private static String encode(int index) {
    return Base64.getEncoder()
        .encodeToString(("{\"index\":" + index + "}").getBytes(StandardCharsets.UTF_8));
  }

  private static int decode(String cursor) throws Refusal {
    try {
      String text = new String(Base64.getDecoder().decode(cursor), StandardCharsets.UTF_8);
      return Integer.parseInt(text.replaceAll("[^0-9]", ""));
    } catch (IllegalArgumentException e) {
      throw Refusal.of(400, "Invalid cursor");
    }
  }
}
