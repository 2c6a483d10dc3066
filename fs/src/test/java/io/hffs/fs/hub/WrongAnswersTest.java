package io.hffs.fs.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.testhub.HubFault;
import io.hffs.fs.testhub.HubOrigin;
import io.hffs.fs.testhub.InjectedFault;
import io.hffs.fs.testhub.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Answers that are not the bytes that were asked for, from the CDN and from the hub itself. */
class WrongAnswersTest extends WrongAnswersFixture {

  private static HubFault contentRange(String value) {
    return change("Content-Range: " + value, response -> response.with("Content-Range", value));
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
}
