package io.hffs.fs.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.testhub.HubFault;
import io.hffs.fs.testhub.HubOrigin;
import io.hffs.fs.testhub.HubProfile;
import io.hffs.fs.testhub.RepoAccess;
import io.hffs.fs.testhub.TestContent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HubBlobSourceTest {

  private static final byte[] LARGE = HubFixture.bytes(3_000_000);
  private static final byte[] SMALL = HubFixture.bytes(50_000);

  private HubFixture fixture;
  private BlobRef large;
  private BlobRef small;

  @BeforeEach
  void start() throws Exception {
    fixture = HubFixture.anonymous();
    fixture
        .server
        .addRepo("acme/tiny")
        .commit(
            "first",
            files ->
                files
                    .lfs("model.safetensors", TestContent.of(LARGE))
                    .git("sub dir/a+b#%c?é.json", TestContent.of(SMALL)));
    large = fixture.blob("acme/tiny", "model.safetensors");
    small = fixture.blob("acme/tiny", "sub dir/a+b#%c?é.json");
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void coldRangeOfAnLfsFileCostsResolveAndCdn() throws Exception {
    assertThat(fixture.fetch(large, 1000, 9000)).isEqualTo(Arrays.copyOfRange(LARGE, 1000, 9000));

    assertThat(fixture.requests())
        .hasSize(2)
        .satisfies(
            requests -> {
              assertThat(requests.get(0))
                  .isEqualTo(
                      "HUB GET /acme/tiny/resolve/"
                          + large.commit()
                          + "/model.safetensors bytes=1000-8999 302");
              assertThat(requests.get(1)).startsWith("CDN GET ").endsWith(" bytes=1000-8999 206");
            });
  }

  @Test
  void coldRangeOfASmallFileCostsResolveAndItsCache() throws Exception {
    assertThat(fixture.fetch(small, 0, 50_000)).isEqualTo(SMALL);

    assertThat(fixture.requests())
        .containsExactly(
            "HUB GET /acme/tiny/resolve/"
                + small.commit()
                + "/sub%20dir/a%2Bb%23%25c%3F%C3%A9.json bytes=0-49999 307",
            "HUB GET /api/resolve-cache/models/acme/tiny/"
                + small.commit()
                + "/sub%20dir/a%2Bb%23%25c%3F%C3%A9.json bytes=0-49999 206");
  }

  @Test
  void warmRangeCostsOneRequest() throws Exception {
    fixture.fetch(large, 0, 10);
    fixture.server.clearRequests();

    fixture.fetch(large, 2_999_990, 3_000_000);

    assertThat(fixture.requests()).hasSize(1);
  }

  @Test
  void directAnswersAreTaken() throws Exception {
    fixture.server.configure(config -> config.withProfile(HubProfile.DIRECT));

    assertThat(fixture.fetch(large, 0, 3_000_000)).isEqualTo(LARGE);
    assertThat(fixture.fetch(large, 5, 6)).containsExactly(LARGE[5]);
    assertThat(fixture.requests()).hasSize(2);
  }

  @Test
  void manyReadersOfAColdFileAskTheHubOnce() throws Exception {
    int readers = 16;
    ExecutorService threads = Executors.newFixedThreadPool(readers);
    try {
      CountDownLatch go = new CountDownLatch(1);
      List<Future<byte[]>> results = new ArrayList<>();
      for (int i = 0; i < readers; i++) {
        long start = i * 100_000L;
        results.add(
            threads.submit(
                () -> {
                  go.await();
                  return fixture.fetch(large, start, start + 100_000);
                }));
      }
      go.countDown();
      for (int i = 0; i < readers; i++) {
        assertThat(results.get(i).get(10, TimeUnit.SECONDS))
            .isEqualTo(Arrays.copyOfRange(LARGE, i * 100_000, (i + 1) * 100_000));
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(fixture.server.requests()).filteredOn(r -> r.origin() == HubOrigin.HUB).hasSize(1);
    assertThat(fixture.server.requests()).hasSize(readers + 1);
  }

  @Test
  void whoWaitsForAnAddressGetsTheRefusalToo() throws Exception {
    fixture.server.repo("acme/tiny").setAccess(RepoAccess.PRIVATE);
    fixture.server.inject(HubFault.delay(Duration.ofMillis(100)));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<byte[]>> results = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        results.add(threads.submit(() -> fixture.fetch(large, 0, 10)));
      }
      for (Future<byte[]> result : results) {
        assertThatThrownBy(() -> result.get(10, TimeUnit.SECONDS))
            .hasCauseInstanceOf(SourceException.class);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void rangeOutsideTheFileIsTheCallersMistake() {
    assertThatThrownBy(() -> fixture.fetch(large, 0, 3_000_001))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> fixture.fetch(large, 5, 5))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
