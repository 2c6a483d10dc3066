package io.hffs.fs.testhub;

import io.hffs.fs.testhub.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Addresses of the CDN that are good for a while. What was once signed stays on the CDN, whatever
 * becomes of its repository. Thread-safe.
 */
final class SignedUrls {

  private static final String PREFIX = "/xet-bridge-us/";

  private final Map<String, TestFile> files = new ConcurrentHashMap<>();
  private final AtomicInteger generation = new AtomicInteger();
  private final String secret = ContentDigests.sha256("secret " + System.nanoTime());

  /** Returns path and query for the content of an LFS file. */
  String sign(TestRepo repo, String path, TestFile file, Duration ttl) {
    String sha256 = file.blob().hex();
    files.put(sha256, file);
    long expires = Instant.now().plus(ttl).getEpochSecond();
    String name = path.substring(path.lastIndexOf('/') + 1);
    return PREFIX
        + repo.internalId()
        + "/"
        + sha256
        + "?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires="
        + ttl.toSeconds()
        + "&X-Xet-Cas-Uid=public&response-content-disposition="
        + PathEncoding.encodeSegment(FileHeaders.contentDisposition(name))
        + "&Expires="
        + expires
        + "&Signature="
        + signature(sha256, expires, generation.get())
        + "&Key-Pair-Id=TESTHUB";
  }

  /** Makes all addresses given out so far expire now. */
  void expireAll() {
    generation.incrementAndGet();
  }

  /** Finds what an address stands for, or tells why it stands for nothing (any more). */
  TestFile verify(HubRequest request) throws Refusal {
    String path = request.http().path();
    String sha256 = path.substring(path.lastIndexOf('/') + 1);
    TestFile file = path.startsWith(PREFIX) ? files.get(sha256) : null;
    Query query = request.query();
    long expires =
        query
            .first("Expires")
            .filter(e -> e.matches("[0-9]{1,12}"))
            .map(Long::parseLong)
            .orElse(0L);
    Optional<String> signature = query.first("Signature");
    int current = generation.get();
    for (int g = 0; file != null && g <= current; g++) {
      if (signature.equals(Optional.of(signature(sha256, expires, g)))) {
        if (g < current || Instant.now().getEpochSecond() >= expires) {
          throw Refusal.answer(xml(403, "AccessDenied", "Request has expired"));
        }
        return file;
      }
    }
    throw Refusal.answer(
        HttpResponse.of(403).withText("text/plain", "SignatureError: invalid signature"));
  }

  static HttpResponse xml(int status, String code, String message) {
    return HttpResponse.of(status)
        .withText(
            "application/xml",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>"
                + code
                + "</Code><Message>"
                + message
                + "</Message></Error>");
  }

  private String signature(String sha256, long expires, int g) {
    return ContentDigests.sha256(secret + sha256 + expires + "/" + g).substring(0, 43);
  }
}
