package io.hffs.daemon.peer;

import io.hffs.fs.peer.PeerProtocol;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/**
 * Requests that nobody makes by mistake, drawn by a seed. None of them may be answered with
 * anything but an error, whoever makes it.
 */
final class HostileRequests {

  private static final List<String> ODD =
      List.of(
          "../../etc/passwd",
          "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
          "..%2f..%2fdevice.pem",
          "%252e%252e%252fdevice.pem",
          "..;/..;/device.pem",
          "..%5c..%5cdevice.pem",
          "%00",
          "org/open%00.txt",
          "%c0%ae%c0%ae%c0%afdevice.pem",
          "%ed%a0%80",
          "%ff%fe",
          "%u002e",
          "%",
          "%zz",
          "A".repeat(4096),
          "%41".repeat(1365),
          "x%0d%0aX-Evil:%201",
          "x\r\nX-Evil: 1",
          "file:///etc/passwd",
          "http://169.254.169.254/latest/meta-data",
          "-1",
          "99999999999999999999",
          "1e3",
          "null",
          "{}",
          "org/open/../closed",
          "org//open",
          "a b",
          "\u0000");

  private static final List<String> PLACES =
      List.of(
          "/%s",
          "/v1/%s",
          PeerProtocol.BLOBS + "%s",
          PeerProtocol.BLOBS + "{digest}/%s",
          PeerProtocol.REFS + "?repo=%s",
          PeerProtocol.SNAPSHOTS + "?repo=%s&commit={commit}",
          PeerProtocol.SNAPSHOTS + "?repo=org/open&commit=%s");

  private static final List<String> NUMBERS =
      List.of("-1", "99999999999999999999", "1e3", "0x10", "%00", "1;2", "NaN", "..");

  private static final List<String> RANGES =
      List.of(
          "bytes=5-1",
          "bytes=1048576-1048575",
          "bytes=-5--1",
          "bytes=--5",
          "bytes=-1",
          "bytes=0-0",
          "bytes=0-1048574",
          "bytes=1-1048576",
          "bytes=0-1048575,0-1048575",
          "bytes=0-1048575,1048576-2097151",
          "bytes=999999999999-",
          "bytes=99999999999999999999-99999999999999999999",
          "bytes=0-18874367",
          "bytes=0-",
          "bytes=",
          "bytes=a-b",
          "items=0-1048575",
          "0-1048575");

  private static final List<String> BODIES =
      List.of(
          "",
          "[]",
          "null",
          "{",
          "{\"secret\":",
          "{\"secret\":1}",
          "{\"secret\":\"../../etc\",\"name\":\"..\",\"port\":-1}",
          "{\"secret\":{\"secret\":{}}}",
          "{\"nonce\":\"!\",\"proof\":\"!\"}",
          "{\"nonce\":\"AAAA\",\"proof\":\"AAAA\",\"port\":70000}",
          "[".repeat(50_000),
          "{\"a\":".repeat(10_000),
          "{\"secret\":\"" + "a".repeat(70_000) + "\"}",
          "1".repeat(60_000));

  private static final List<String> PLAIN =
      List.of(
          PeerProtocol.REPOS,
          PeerProtocol.MEMBERS,
          PeerProtocol.HOLDINGS,
          PeerProtocol.REFS + "?repo=org/open",
          PeerProtocol.SNAPSHOTS + "?repo=org/open&commit={commit}",
          PeerProtocol.BLOBS + "{digest}");

  private final Random random;
  private final String digest;
  private final String commit;
  private final List<String> deadSecrets;

  /**
   * @param deadSecrets of invites that were used, or are too old
   */
  HostileRequests(Random random, String digest, String commit, List<String> deadSecrets) {
    this.random = random;
    this.deadSecrets = List.copyOf(deadSecrets);
    this.digest = digest;
    this.commit = commit;
  }

  private String one(List<String> of) {
    return of.get(random.nextInt(of.size()))
        .replace("{digest}", digest)
        .replace("{commit}", commit);
  }

  /** What is right for a paired machine; everybody else is refused it. */
  byte[] ordinary() {
    return TestCaller.request("GET " + one(PLAIN), "", "Range: bytes=0-1048575");
  }

  /** What is wrong, whoever asks. */
  byte[] hostile() {
    return switch (random.nextInt(10)) {
      case 0, 1, 2 -> TestCaller.request("GET " + one(PLACES).replace("%s", one(ODD)), "");
      case 3 -> {
        String name = random.nextBoolean() ? "since=" : "wait=";
        yield TestCaller.request("GET " + PeerProtocol.HOLDINGS + "?" + name + one(NUMBERS), "");
      }
      case 4 ->
          TestCaller.request("GET " + PeerProtocol.BLOBS + digest, "", "Range: " + one(RANGES));
      case 5 -> body();
      case 9 -> {
        String body = "{\"secret\":\"%s\",\"name\":\"caller\",\"port\":1}".formatted(secret());
        yield TestCaller.request(
            "POST " + PeerProtocol.PAIR, body, "Content-Length: " + body.length());
      }
      case 6 -> TestCaller.request("GET " + one(PLAIN), "", oddHeaders());
      case 7 -> {
        String verb = one(List.of("PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "BREW", "POST"));
        yield TestCaller.request(verb + " " + one(PLAIN), "");
      }
      default -> noise();
    };
  }

  /** One that is good for nothing any more, or a guess. */
  private String secret() {
    return random.nextBoolean()
        ? one(deadSecrets)
        : "%016x%016x".formatted(random.nextLong(), random.nextLong());
  }

  private byte[] body() {
    String path = random.nextBoolean() ? PeerProtocol.PAIR : PeerProtocol.JOIN;
    String body = one(BODIES);
    if (random.nextInt(4) == 0) {
      String chunk = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n";
      return TestCaller.request(
          "POST " + path,
          (body.isEmpty() ? "" : chunk.repeat(2)) + "0\r\n\r\n",
          "Transfer-Encoding: chunked");
    }
    return TestCaller.request("POST " + path, body, "Content-Length: " + body.length());
  }

  private String[] oddHeaders() {
    return switch (random.nextInt(7)) {
      case 0 -> new String[] {"X-Large: " + "a".repeat(20_000)};
      case 1 -> "X-Many: 1\n".repeat(2_000).split("\n");
      case 2 -> new String[] {"Host: another"};
      case 3 -> new String[] {"Origin: https://evil.example"};
      case 4 -> new String[] {"Sec-Fetch-Site: cross-site"};
      case 5 -> new String[] {"Bad Name: 1", "Content-Length: -1"};
      default ->
          new String[] {"Content-Length: 5", "Transfer-Encoding: chunked", "Content-Length: 6"};
    };
  }

  private byte[] noise() {
    if (random.nextBoolean()) {
      return "GET /v1/repos\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    }
    byte[] noise = new byte[1 + random.nextInt(2_000)];
    random.nextBytes(noise);
    noise[0] = 0; // no method begins like that
    return noise;
  }
}
