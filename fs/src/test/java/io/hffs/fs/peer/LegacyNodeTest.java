package io.hffs.fs.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hffs.fs.device.PeerAddress;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import io.hffs.fs.testhub.http.Delivery;
import io.hffs.fs.testhub.http.HttpResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LegacyNodeTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final LegacyLimits PATIENT = new LegacyLimits(LONG, LONG, LONG, 1, LONG);

  private static final RepoId REPO = RepoId.parse("org/name");
  private static final CommitHash COMMIT =
      new CommitHash("0123456789abcdef0123456789abcdef01234567");
  private static final RepoPath PATH = new RepoPath("sub dir/a+b#.bin");
  private static final String URL =
      "/org/name/resolve/0123456789abcdef0123456789abcdef01234567/sub%20dir/a+b%23.bin";

  private final byte[] content = new byte[600_000];
  private LegacyHttp http = new LegacyHttp(PATIENT);
  private Path into;
  private FakeOldNode old;
  private LegacyNode node;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    new Random(1).nextBytes(content);
    into = directory.resolve("quarantined");
    old = new FakeOldNode("/hfmc_api/peers/ping").with(URL, content);
    node = new LegacyNode(http, new PeerAddress("127.0.0.1", old.port()));
  }

  @AfterEach
  void stop() {
    http.close();
    old.close();
  }

  private void limitTo(LegacyLimits limits) {
    http.close();
    http = new LegacyHttp(limits);
    node = new LegacyNode(http, new PeerAddress("127.0.0.1", old.port()));
  }

  private BlobRef blob(long sizeBytes) {
    return new BlobRef(BlobId.gitSha1("ab".repeat(20)), sizeBytes, REPO, COMMIT, PATH);
  }

  private void download() throws IOException {
    node.download(blob(content.length), into, bytes -> {});
  }

  private SourceException failure() {
    try {
      download();
    } catch (SourceException e) {
      return e;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    throw new AssertionError("it did not fail");
  }

  private byte[] begin(int bytes) throws IOException {
    byte[] beginning = Arrays.copyOf(content, bytes);
    Files.write(into, beginning);
    return beginning;
  }

  @ParameterizedTest
  @ValueSource(strings = {"/hfmc_api/peers/ping", "/hffs_api/peers/ping", "/hffs_api/ping"})
  void aNodeOfEachGenerationIsAlive(String ping) throws Exception {
    try (FakeOldNode other = new FakeOldNode(ping)) {
      new LegacyNode(http, new PeerAddress("127.0.0.1", other.port())).ping();
      assertThat(other.requests).isNotEmpty();
    }
  }

  @Test
  void whatAnswersNoPingIsNotAlive() throws Exception {
    try (FakeOldNode other = new FakeOldNode("/other")) {
      LegacyNode stranger = new LegacyNode(http, new PeerAddress("127.0.0.1", other.port()));
      assertThatThrownBy(stranger::ping).hasMessageContaining("neither HFFS nor HFMC");
    }
  }

  @Test
  void aNodeThatIsGoneIsNotAliveAndSaysSo() {
    old.close();

    assertThatThrownBy(node::ping).isInstanceOf(SourceException.class);
    assertThatThrownBy(() -> node.has(REPO, COMMIT, PATH))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("127.0.0.1:" + old.port())
        .hasMessageContaining("does HFFS or HFMC run there?");
  }

  @Test
  void itHasWhatItAnswers200For() throws Exception {
    assertThat(node.has(REPO, COMMIT, PATH)).isTrue();
    assertThat(node.has(REPO, COMMIT, new RepoPath("other"))).isFalse();
    assertThat(node.has(RepoId.parse("datasets/org/name"), COMMIT, PATH)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"ETag, ''", "ETag, unquoted", "X-Repo-Commit, ''"})
  void itsMetadataMayBePoor(String name, String value) throws Exception {
    old.lie(answer -> value.isEmpty() ? answer.without(name) : answer.with(name, value));

    assertThat(node.has(REPO, COMMIT, PATH)).isTrue();
  }

  @Test
  void anotherCommitIsNotWhatWasAskedFor() throws Exception {
    old.lie(answer -> answer.with("X-Repo-Commit", "f".repeat(40)));

    assertThat(node.has(REPO, COMMIT, PATH)).isFalse();
  }

  @Test
  void aFileIsFetchedWithoutARange() throws Exception {
    download();

    assertThat(Files.readAllBytes(into)).isEqualTo(content);
    assertThat(old.lines()).containsExactly("GET " + URL);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 300_000, 599_999})
  void aBeginningIsGoneOnWith(int bytes) throws Exception {
    begin(bytes);

    download();

    assertThat(Files.readAllBytes(into)).isEqualTo(content);
    assertThat(old.lines()).containsExactly("GET " + URL + " bytes=" + bytes + "-");
  }

  @Test
  void aNodeThatAnswersAsItShouldIsTakenToo() throws Exception {
    begin(100);
    old.lie(answer -> answer.withStatus(206).with("Content-Range", "bytes 100-599999/600000"));

    download();

    assertThat(Files.readAllBytes(into)).isEqualTo(content);
  }

  @Test
  void aWholeFileCostsNoRequest() throws Exception {
    begin(content.length);

    download();
    node.download(blob(0), into.resolveSibling("empty"), bytes -> {});

    assertThat(old.lines()).isEmpty();
    assertThat(into.resolveSibling("empty")).isEmptyFile();
  }

  @Test
  void otherBytesAreForTheDigestToFind() throws Exception {
    old.lie(answer -> answer.withFlipped(offset -> offset == 7));

    download();

    assertThat(Files.size(into)).isEqualTo(content.length);
    assertThat(Files.readAllBytes(into)).isNotEqualTo(content);
  }

  @Test
  void tooLittleIsSaidAndKept() throws Exception {
    old.with(URL, Arrays.copyOf(content, 1000));

    assertThat(failure().kind()).isEqualTo(Kind.UNAVAILABLE);

    assertThat(failure()).hasMessageContaining("at byte 1000");
    assertThat(Files.readAllBytes(into)).isEqualTo(Arrays.copyOf(content, 1000));
  }

  @Test
  void tooMuchIsTakenBack() throws Exception {
    byte[] beginning = begin(100);
    old.lie(answer -> answer.withExtra(1));

    assertThat(failure().kind()).isEqualTo(Kind.CORRUPT);

    assertThat(Files.readAllBytes(into)).isEqualTo(beginning);
  }

  @Test
  void aNodeThatIgnoresTheRangeSpoilsNothing() throws Exception {
    byte[] beginning = begin(100);
    old.lie(answer -> answer.withBody(content));

    assertThat(failure().kind()).isEqualTo(Kind.CORRUPT);

    assertThat(Files.readAllBytes(into)).isEqualTo(beginning);
  }

  @Test
  void anEndlessFileIsCutAtItsSize() throws Exception {
    old.lie(answer -> answer.withExtra(1L << 40));

    assertThat(failure().kind()).isEqualTo(Kind.CORRUPT);

    assertThat(Files.size(into)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"Content-Encoding, gzip", "Content-Range, bytes 0-599999/600000"})
  void anotherCodingOrRangeIsNotWritten(String name, String value) throws Exception {
    byte[] beginning = begin(100);
    old.lie(answer -> answer.withStatus(206).with(name, value));

    assertThat(failure().kind()).isEqualTo(Kind.CORRUPT);

    assertThat(Files.readAllBytes(into)).isEqualTo(beginning);
  }

  @ParameterizedTest
  @CsvSource({
    "404, UNAVAILABLE",
    "416, UNAVAILABLE",
    "500, UNAVAILABLE",
    "302, UNAVAILABLE",
    "503, THROTTLED"
  })
  void noRefusalOfAnOldNodeIsFinal(int status, Kind kind) {
    old.lie(answer -> HttpResponse.of(status).with("Location", "http://127.0.0.1:1/"));

    assertThat(failure().kind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @ValueSource(strings = {"STALL", "RESET", "CLOSE"})
  void aNodeLostInTheMiddleIsReplacedByAnother(Delivery.Ending ending) throws Exception {
    limitTo(new LegacyLimits(LONG, LONG, Duration.ofSeconds(1), 1, LONG));
    old.dieAfter(ending, 400_000);

    assertThat(failure().kind()).isEqualTo(Kind.UNAVAILABLE);

    long got = Files.size(into);
    assertThat(got).isLessThanOrEqualTo(400_000);
    old.lie(answer -> answer);
    limitTo(PATIENT);
    download();
    assertThat(Files.readAllBytes(into)).isEqualTo(content);
    assertThat(old.lines().get(1)).isEqualTo("GET " + URL + (got > 0 ? " bytes=" + got + "-" : ""));
  }

  @Test
  void aHeadThatDoesNotComeIsNotWaitedFor() throws Exception {
    limitTo(new LegacyLimits(LONG, Duration.ofSeconds(1), LONG, 1, LONG));
    old.dieAfter(Delivery.Ending.STALL, Delivery.BEFORE_HEAD);

    assertThat(failure().kind()).isEqualTo(Kind.UNAVAILABLE);
    limitTo(PATIENT);
    node.ping();
  }

  @Test
  void aBodyThatDripsIsGivenUp() {
    limitTo(new LegacyLimits(LONG, LONG, LONG, 1 << 20, Duration.ofMillis(200)));
    old.lie(answer -> answer.withDelivery(Delivery.COMPLETE.withRate(100_000)));

    assertThat(failure()).hasMessageContaining("too slow");
  }

  @Test
  void nothingOfTheUserGoesWithARequest() throws Exception {
    node.ping();
    node.has(REPO, COMMIT, PATH);
    old.lie(answer -> answer.with("Set-Cookie", "a=b"));
    download();
    Files.delete(into);
    download();

    assertThat(old.requests)
        .hasSize(4)
        .allSatisfy(
            request -> {
              assertThat(request.header("Authorization")).isEmpty();
              assertThat(request.header("Cookie")).isEmpty();
              assertThat(request.header("Accept-Encoding")).contains("identity");
              assertThat(request.header("User-Agent")).contains("hffs");
            });
  }

  @Test
  void afterTheEndNothingIsSent() {
    http.close();

    assertThatThrownBy(node::ping).isInstanceOf(SourceException.class);
    assertThat(old.lines()).isEmpty();
  }

  @Test
  void aFileLongerThanTheBlobIsNotTouched() throws Exception {
    begin(1000);

    assertThatThrownBy(() -> node.download(blob(999), into, bytes -> {}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Files.size(into)).isEqualTo(1000);
  }
}
