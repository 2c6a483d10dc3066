package io.hffs.fs.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.source.BlobSource;
import io.hffs.fs.source.FakeBlobSource;
import io.hffs.fs.source.Ranked;
import io.hffs.fs.source.SourceHealth;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How long a first byte may take. */
class RouteTest {

  private final AtomicLong now = new AtomicLong();
  private final BlobSource hub = new FakeBlobSource(new byte[1]);
  private final Route route =
      Route.origin(new Ranked<>(hub, new SourceHealth("hub", Clock.systemUTC()), true), now::get);

  @Test
  void aFarSourceHasMoreTimeThanANearOne() {
    assertThat(route.firstByteSeconds()).isEqualTo(3);

    begin(1000).received(1);

    assertThat(route.firstByteSeconds()).isEqualTo(4);
  }

  @Test
  void oneThatWasSilentForLongHasNotMuchMore() {
    begin(20_000).close();

    assertThat(route.firstByteSeconds()).isEqualTo(5);
  }

  private SourceMeter.Transfer begin(long millis) {
    SourceMeter.Transfer transfer = route.meter().begin(1);
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    return transfer;
  }
}
