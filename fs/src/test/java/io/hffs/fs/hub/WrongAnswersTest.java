package io.hffs.fs.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.range.ByteRange;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.Provenance;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import io.hffs.fs.testhub.HubFault;
import io.hffs.fs.testhub.HubOrigin;
import io.hffs.fs.testhub.HubProfile;
import io.hffs.fs.testhub.InjectedFault;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.http.Delivery.Ending;
import io.hffs.fs.testhub.http.HttpResponse;
import io.hffs.fs.testhub.http.HttpResponse.Framing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers that are not the bytes that were asked for, from the CDN and from the hub itself. */
class WrongAnswersTest {

  private static final int SIZE = 1_000_000;
  private static final ByteRange ASKED = new ByteRange(1000, 500_000);
  private static final byte[] CONTENT = new byte[SIZE];

  static {
    new Random(7).nextBytes(CONTENT);
  }

  private HubFixture fixture;
  private Hub hub; // with the usual patience: a busy machine is no fault
  private BlobRef blob;

  @BeforeEach
  void start() throws Exception {
    fixture = HubFixture.anonymous();
    fixture
        .server
        .addRepo("acme/tiny")
        .commit("first", files -> files.lfs("model.bin", TestContent.of(CONTENT)));
    HuggingFaceEnvironment environment = HubFixture.environment(fixture.server, Map.of());
    hub =
        Hub.open(
            HubConfig.origin(environment),
            new TokenStore(environment),
            Clock.systemUTC(),
            length -> {});
    blob = fixture.blob("acme/tiny", "model.bin");
  }

  @AfterEach
  void stop() {
    hub.close();
    fixture.close();
  }

  /** What one fetch gave: the bytes, and why it ended, null when all came. */
  private static final class Given {

    private final byte[] bytes;
    private final @Nullable Kind failure;

    Given(byte[] bytes, @Nullable Kind failure) {
      this.bytes = bytes;
      this.failure = failure;
    }

    boolean isAllRight() {
      return failure == null && bytes.length == ASKED.length() && isRightSoFar();
    }

    /** Tells whether what came is the beginning of what was asked for. */
    boolean isRightSoFar() {
      return Arrays.equals(bytes, expected(bytes.length));
    }
  }

  private static byte[] expected(int length) {
    return Arrays.copyOfRange(CONTENT, (int) ASKED.start(), (int) ASKED.start() + length);
  }

  private Given fetch() throws IOException {
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    try {
      hub.blobs()
          .fetch(
              blob,
              ASKED,
              (bytes, from) -> {
                assertThat(from).isEqualTo(Provenance.ORIGIN);
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                got.write(copy);
              });
      return new Given(got.toByteArray(), null);
    } catch (SourceException e) {
      return new Given(got.toByteArray(), e.kind());
    }
  }

  private static HubFault change(String name, UnaryOperator<HttpResponse> change) {
    return HubFault.of(
        name, (request, response) -> response.status() == 206 ? change.apply(response) : response);
  }

  private static HubFault contentRange(String value) {
    return change("Content-Range: " + value, response -> response.with("Content-Range", value));
  }

  /** Each as an answer of the CDN and of a hub that has no CDN; returns how often they happened. */
  private long eachIsRefused(List<HubFault> faults) throws IOException {
    long fired = 0;
    for (HubProfile profile : HubProfile.values()) {
      fixture.server.configure(config -> config.withProfile(profile));
      fixture.server.expireSignedUrls(); // so that the hub is asked
      HubOrigin origin = profile == HubProfile.LIVE ? HubOrigin.CDN : HubOrigin.HUB;
      for (HubFault fault : faults) {
        InjectedFault injected = fixture.server.inject(fault.on(origin));
        Given given = fetch();
        assertThat(given.failure).as("%s of the %s", fault, origin).isEqualTo(Kind.CORRUPT);
        assertThat(given.bytes).as("%s of the %s", fault, origin).isEmpty();
        assertThat(injected.fired()).as("%s of the %s", fault, origin).isPositive();
        fired += injected.fired();
        fixture.server.clearFaults();
      }
      assertThat(fetch().isAllRight()).as("afterwards").isTrue();
    }
    return fired;
  }

  @Test
  @FaultCase(8)
  void aRangeThatWasNotAskedForIsRefused(FaultRun run) throws Exception {
    List<HubFault> variants =
        List.of(
            HubFault.contentRangeShifted(1),
            HubFault.contentRangeShifted(-1),
            HubFault.contentRangeShifted(-1000),
            HubFault.contentRangeShifted(1 << 20),
            HubFault.contentRangeTotal(999),
            HubFault.contentRangeTotal(SIZE - 1),
            HubFault.contentRangeTotal(SIZE + 1),
            HubFault.contentRangeTotal(Long.MAX_VALUE),
            HubFault.contentRangeMissing(),
            HubFault.otherRange(5),
            HubFault.otherRange(-5),
            HubFault.otherRange(-1000),
            HubFault.otherRange(SIZE),
            HubFault.wholeForRange(),
            change("200 with Content-Range", response -> response.withStatus(200)),
            change("203", response -> response.withStatus(203)),
            contentRange("bytes 1000-499999/*"),
            contentRange("bytes */" + SIZE),
            contentRange("items 1000-499999/" + SIZE),
            contentRange("bytes 499999-1000/" + SIZE),
            contentRange("bytes -1000-499999/" + SIZE),
            contentRange("bytes 1000-500000/" + SIZE),
            contentRange("bytes 1000-499998/" + SIZE),
            contentRange("bytes=1000-499999/" + SIZE),
            contentRange("bytes 1000-499999"),
            contentRange("bytes 18446744073709552616-499999/" + SIZE),
            contentRange(""),
            change(
                "one byte less",
                response -> response.withBody(response.body(), 1000, response.length() - 1)));
    assertThat(variants).hasSizeGreaterThanOrEqualTo(20);

    run.fired(eachIsRefused(variants), "answers with a wrong range");
    run.figure(variants.size() + " variants, each from the CDN and from the hub");
  }

  @Test
  @FaultCase(9)
  void aBodyThatSaysThatItIsLongerIsRefused(FaultRun run) throws Exception {
    run.fired(
        eachIsRefused(
            List.of(
                HubFault.longerBody(1),
                HubFault.longerBody(1000),
                HubFault.longerBody(5 << 20),
                change(
                    "to the end of the file",
                    response -> response.withBody(response.body(), 1000, SIZE - 1000)))),
        "bodies longer than asked");
  }

  @Test
  @FaultCase(9)
  void aBodyWithoutALengthIsCutWhereTheRangeEndsAndItsSourceBlamed(FaultRun run) throws Exception {
    long fired = 0;
    for (int extra : new int[] {1, 1000, 5 << 20}) {
      InjectedFault longer =
          fixture.server.inject(
              change("longer", r -> r.withExtra(extra).withFraming(Framing.CHUNKED))
                  .on(HubOrigin.CDN));
      Given given = fetch();
      assertThat(given.failure).as("%d more", extra).isEqualTo(Kind.CORRUPT);
      assertThat(given.isRightSoFar()).as("%d more", extra).isTrue();
      assertThat(given.bytes).hasSizeLessThan((int) ASKED.length());
      fired += longer.fired();
      fixture.server.clearFaults();
    }
    run.fired(fired, "bodies longer than asked, without a length");
  }

  @Test
  @FaultCase(9)
  void bytesBehindABodyAreNeverTakenForTheNextAnswer(FaultRun run) throws Exception {
    Random random = run.random();
    int times = run.times(20, 500);
    long fired = 0;
    for (int i = 0; i < times; i++) {
      InjectedFault garbage =
          fixture.server.inject(
              HubFault.garbageAfterBody(1 + random.nextInt(100_000)).on(HubOrigin.CDN).once());
      assertThat(fetch().isAllRight()).as("with bytes behind it").isTrue();
      assertThat(fetch().isAllRight()).as("the next").isTrue();
      fired += garbage.fired();
    }
    run.fired(fired, "bodies with bytes behind them");
  }

  @Test
  @FaultCase(10)
  void aCodingThatWasNotAskedForIsRefused(FaultRun run) throws Exception {
    List<HubFault> codings =
        List.of(
            HubFault.gzipped(),
            HubFault.lyingGzip(),
            coding("br"),
            coding("deflate"),
            coding("zstd"),
            coding("x-gzip"),
            coding("GZIP"),
            coding("gzip, br"),
            coding("identity, gzip"),
            coding("aws-chunked"),
            change("gzip, not said", r -> r.withBody(gzip(r))),
            change(
                "gzip, said to be plain",
                r -> r.withBody(gzip(r)).with("Content-Encoding", "identity")));

    run.fired(eachIsRefused(codings), "compressed answers");
    run.figure(codings.size() + " codings");
  }

  private static byte[] gzip(HttpResponse response) {
    ByteBuffer plain = ByteBuffer.allocate((int) response.length());
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      response.body().read(response.offset(), plain);
      out.write(plain.array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  private static HubFault coding(String coding) {
    return change(
        "Content-Encoding: " + coding, response -> response.with("Content-Encoding", coding));
  }

  @Test
  @FaultCase(10)
  void aBodyThatIsSaidToBePlainAndIsMayBeTaken(FaultRun run) throws Exception {
    InjectedFault plain = fixture.server.inject(coding("Identity").on(HubOrigin.CDN));

    assertThat(fetch().isAllRight()).isTrue();
    run.fired(plain.fired(), "answers that say that they are plain");
  }

  @Test
  @FaultCase(7)
  void aBodyCutShortIsNeverTakenForTheEnd(FaultRun run) throws Exception {
    Random random = run.random();
    int times = run.times(100, 1000);
    long fired = 0;
    for (int i = 0; i < times; i++) {
      int after = random.nextInt((int) ASKED.length());
      Framing framing = random.nextInt(4) == 0 ? Framing.CHUNKED : Framing.LENGTH;
      InjectedFault injected =
          fixture.server.inject(
              change(
                      "cut",
                      r ->
                          r.withFraming(framing)
                              .withDelivery(r.delivery().withEnding(Ending.CLOSE, after)))
                  .on(HubOrigin.CDN)
                  .once());
      assertThat(fetch().isAllRight()).as("cut after %d bytes", after).isTrue();
      fired += injected.fired();
    }
    assertThat(fired).isEqualTo(times);
    run.fired(fired, "bodies cut under right headers");
  }

  @Test
  @FaultCase(7)
  void aBodyThatEndsTooSoonInOrderIsNotTakenForTheEnd(FaultRun run) throws Exception {
    Random random = run.random();
    int times = run.times(20, 200);
    long fired = 0;
    for (int i = 0; i < times; i++) {
      int missing = 1 + random.nextInt((int) ASKED.length() - 1);
      InjectedFault injected =
          fixture.server.inject(
              change(
                      "ends in order",
                      r ->
                          r.withBody(r.body(), r.offset(), r.length() - missing)
                              .withFraming(Framing.CHUNKED))
                  .on(HubOrigin.CDN)
                  .once());
      Given given = fetch();
      assertThat(given.failure).as("%d missing", missing).isEqualTo(Kind.UNAVAILABLE);
      assertThat(given.isRightSoFar()).as("%d missing", missing).isTrue();
      fired += injected.fired();
    }
    run.fired(fired, "chunked bodies that end too soon");
  }
}
