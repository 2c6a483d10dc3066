package io.hffs.fs.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.source.SourceException.Kind;
import io.hffs.fs.testhub.HubFault;
import io.hffs.fs.testhub.HubOrigin;
import io.hffs.fs.testhub.InjectedFault;
import io.hffs.fs.testhub.http.Delivery.Ending;
import io.hffs.fs.testhub.http.HttpResponse.Framing;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bodies that are longer or shorter than what was asked for. */
class WrongLengthsTest extends WrongAnswersFixture {

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
