package io.hffs.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.daemon.api.CacheView;
import io.hffs.daemon.api.JobView;
import io.hffs.daemon.api.PeerView;
import io.hffs.daemon.api.StatusView;
import io.hffs.daemon.api.TransferView;
import io.hffs.daemon.backend.FakePeers;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrometheusTextTest {

  private static StatusView status(TransferView transfer, PeerView... peers) {
    return new StatusView(
        "0.1",
        4711,
        Instant.ofEpochSecond(1_700_000_000, 5_000_000),
        9010,
        URI.create("https://hub.test"),
        new CacheView(Path.of("/cache"), 3, 10_000_000_000L, 0, 5),
        List.of(),
        transfer,
        List.of(peers),
        List.of(new JobView("verify everything", Instant.EPOCH, 0, 0)),
        List.of());
  }

  @Test
  void aPageIsHeadsAndSamples() {
    TransferView transfer = new TransferView(Map.of("peers", 30L, "hub", 1200L), 70, 40);

    String page =
        PrometheusText.of(
            status(
                transfer,
                FakePeers.peer("desk", "ab".repeat(32)),
                FakePeers.peer("old:9090", null)));

    assertThat(page)
        .isEqualTo(
            """
            # HELP hffs_info What runs; always 1.
            # TYPE hffs_info gauge
            hffs_info{version="0.1"} 1
            # HELP hffs_start_time_seconds When the daemon started, in seconds since 1970.
            # TYPE hffs_start_time_seconds gauge
            hffs_start_time_seconds 1700000000
            # HELP hffs_fetched_bytes_total Bytes fetched from a source.
            # TYPE hffs_fetched_bytes_total counter
            hffs_fetched_bytes_total{source="hub"} 1200
            hffs_fetched_bytes_total{source="peers"} 30
            # HELP hffs_read_bytes_total Bytes that programs read through mounts.
            # TYPE hffs_read_bytes_total counter
            hffs_read_bytes_total 70
            # HELP hffs_cached_read_bytes_total Of these, bytes that were on disk already.
            # TYPE hffs_cached_read_bytes_total counter
            hffs_cached_read_bytes_total 40
            # HELP hffs_cache_bytes Bytes in the cache.
            # TYPE hffs_cache_bytes gauge
            hffs_cache_bytes 10000000000
            # HELP hffs_cache_quota_bytes What the cache may hold; 0 for no limit.
            # TYPE hffs_cache_quota_bytes gauge
            hffs_cache_quota_bytes 0
            # HELP hffs_cache_free_bytes Bytes free on the disk of the cache.
            # TYPE hffs_cache_free_bytes gauge
            hffs_cache_free_bytes 5
            # HELP hffs_cache_repositories Repositories of which something is cached.
            # TYPE hffs_cache_repositories gauge
            hffs_cache_repositories 3
            # HELP hffs_mounts Mounts that answer.
            # TYPE hffs_mounts gauge
            hffs_mounts 0
            # HELP hffs_jobs Downloads and verifications that run.
            # TYPE hffs_jobs gauge
            hffs_jobs 1
            # HELP hffs_peers Machines that share with this one, by state.
            # TYPE hffs_peers gauge
            hffs_peers{state="active"} 1
            hffs_peers{state="unreachable"} 0
            hffs_peers{state="banned"} 0
            hffs_peers{state="legacy"} 1
            # HELP hffs_peer_received_bytes_total Bytes that a machine sent to this one.
            # TYPE hffs_peer_received_bytes_total counter
            hffs_peer_received_bytes_total{peer="desk",id="%1$s"} 4
            hffs_peer_received_bytes_total{peer="old:9090",id=""} 4
            # HELP hffs_peer_sent_bytes_total Bytes that this one sent to a machine.
            # TYPE hffs_peer_sent_bytes_total counter
            hffs_peer_sent_bytes_total{peer="desk",id="%1$s"} 5
            hffs_peer_sent_bytes_total{peer="old:9090",id=""} 5
            """
                .formatted("ab".repeat(32)));
  }

  @Test
  void whatEndsALabelIsEscaped() {
    TransferView transfer = new TransferView(Map.of("a\"b\\c\nd 模型", 1L), 0, 0);

    assertThat(PrometheusText.of(status(transfer)))
        .contains("\nhffs_fetched_bytes_total{source=\"a\\\"b\\\\c\\nd 模型\"} 1\n");
  }
}
