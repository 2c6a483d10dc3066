package io.hffs.fs.testhub;

import static io.hffs.fs.testhub.HubClient.header;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files straight from resolve, and the arithmetic of ranges. */
class DirectProfileTest {

  private static final TestContent WEIGHTS = TestContent.generated(3, 3_000_000);
  private static final String URL = "/acme/tiny/resolve/main/w.bin";

  @TempDir Path directory;
  private TestHub hub;
  private HubClient client;
  private TestRepo repo;

  @BeforeEach
  void start() throws Exception {
    hub = TestHub.start(TestHubConfig.DEFAULT.withProfile(HubProfile.DIRECT));
    client = new HubClient(hub);
    repo = hub.addRepo("acme/tiny");
    repo.commit("first", files -> files.lfs("w.bin", WEIGHTS).text("empty", ""));
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  @Test
  void wholeFileComesWithAllMetadata() throws Exception {
    var answer = client.get(URL, "Accept-Encoding", "gzip, deflate");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(WEIGHTS.bytes());
    assertThat(header(answer, "X-Repo-Commit")).isEqualTo(repo.head().hex());
    assertThat(header(answer, "ETag")).isEqualTo("\"" + ContentDigests.sha256(WEIGHTS) + "\"");
    assertThat(header(answer, "Content-Encoding")).isNull();
  }

  @Test
  void closedOpenAndSuffixRangesAreAnswered() throws Exception {
    assertThat(client.get(URL, "Range", "bytes=7-99").body()).isEqualTo(WEIGHTS.bytes(7, 93));
    assertThat(client.get(URL, "Range", "bytes=2999990-").body())
        .isEqualTo(WEIGHTS.bytes(2_999_990, 10));
    assertThat(client.get(URL, "Range", "bytes=-5").body()).isEqualTo(WEIGHTS.bytes(2_999_995, 5));
    var beyond = client.get(URL, "Range", "bytes=2999990-9999999");
    assertThat(header(beyond, "Content-Range")).isEqualTo("bytes 2999990-2999999/3000000");
  }

  @Test
  void severalRangesAtOnceAreIgnored() throws Exception {
    assertThat(client.get(URL, "Range", "bytes=0-1,5-6").statusCode()).isEqualTo(200);
  }

  @Test
  void rangeOfAnEmptyFileIs416() throws Exception {
    var answer = client.get("/acme/tiny/resolve/main/empty", "Range", "bytes=0-0");

    assertThat(answer.statusCode()).isEqualTo(416);
    assertThat(header(answer, "Content-Range")).isEqualTo("bytes */0");
  }

  @Test
  void knownEtagIsNotModified() throws Exception {
    String etag = header(client.head(URL), "ETag");

    assertThat(client.get(URL, "If-None-Match", etag).statusCode()).isEqualTo(304);
  }

  @Test
  void realFileIsSentAsItIs() throws Exception {
    Path file = Files.write(directory.resolve("weights"), WEIGHTS.bytes());
    repo.commit("file", f -> put(f, file));

    assertThat(client.get("/acme/tiny/resolve/main/f.bin").body()).isEqualTo(WEIGHTS.bytes());
    assertThat(client.get("/acme/tiny/resolve/main/f.bin", "Range", "bytes=1000000-1999999").body())
        .isEqualTo(WEIGHTS.bytes(1_000_000, 1_000_000));
    assertThat(repo.file("main", "f.bin").blob()).isEqualTo(repo.file("main", "w.bin").blob());
  }

  private static void put(TestTree.Builder files, Path file) {
    try {
      files.lfs("f.bin", TestContent.ofFile(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void endOfAFileOfTwelveGigabytesIsServedFromNothing() throws Exception {
    long size = 12L << 30;
    TestContent huge = TestContent.generated(9, size);
    repo.commit("huge", files -> files.lfs("huge.bin", huge));

    var answer =
        client.get(
            "/acme/tiny/resolve/main/huge.bin",
            "Range",
            "bytes=" + (size - 1000) + "-" + (size - 1));

    assertThat(answer.body()).isEqualTo(huge.bytes(size - 1000, 1000));
    assertThat(header(client.head("/acme/tiny/resolve/main/huge.bin"), "Content-Length"))
        .isEqualTo(Long.toString(size));
  }

  @Test
  void bytesAreCountedByPath() throws Exception {
    client.get(URL, "Range", "bytes=0-999");
    client.get(URL, "Range", "bytes=0-499");

    assertThat(hub.bytesSentByPath()).containsEntry(URL, 1500L);
    hub.clearRequests();
    assertThat(hub.bytesSent()).isZero();
    assertThat(hub.requests()).isEmpty();
  }
}
