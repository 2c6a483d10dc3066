package io.hffs.fs.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.source.BlobRef;
import io.hffs.fs.testhub.HubProfile;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.TestHubConfig;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HubBlobSourceTest {

  private static final byte[] LARGE = bytes(3_000_000);
  private static final byte[] SMALL = bytes(50_000);

  private HubFixture fixture;
  private BlobRef large;
  private BlobRef small;

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

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
    assertThat(TestHubConfig.DEFAULT.profile()).isEqualTo(HubProfile.LIVE);
  }
}
