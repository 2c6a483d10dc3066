package io.hffs.daemon.http;

import io.hffs.daemon.api.CacheView;
import io.hffs.daemon.api.PeerView;
import io.hffs.daemon.api.StatusView;
import io.hffs.daemon.api.TransferView;
import java.util.List;

/**
 * The status of a daemon in the text format of Prometheus, 0.0.4; pure:
 *
 * <pre>
 * # HELP hffs_fetched_bytes_total Bytes fetched from a source.
 * # TYPE hffs_fetched_bytes_total counter
 * hffs_fetched_bytes_total{source="hub"} 1200
 * </pre>
 */
final class PrometheusText {

  /** The media type. */
  static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final StringBuilder text = new StringBuilder();

  private PrometheusText() {}

  /** Writes all that is measured. A family of which there is nothing has its head all the same. */
  static String of(StatusView status) {
    PrometheusText page = new PrometheusText();
    page.gauge("hffs_info", "What runs; always 1.");
    page.line("hffs_info", List.of("version", status.version()), 1);
    page.gauge("hffs_start_time_seconds", "When the daemon started, in seconds since 1970.");
    page.line("hffs_start_time_seconds", List.of(), status.startedAt().getEpochSecond());
    page.transfer(status.transfer());
    page.cache(status.cache());
    page.gauge("hffs_mounts", "Mounts that answer.");
    page.line("hffs_mounts", List.of(), status.mounts().size());
    page.gauge("hffs_jobs", "Downloads and verifications that run.");
    page.line("hffs_jobs", List.of(), status.jobs().size());
    page.peers(status.peers());
    return page.text.toString();
  }

  private void transfer(TransferView transfer) {
    counter("hffs_fetched_bytes_total", "Bytes fetched from a source.");
    transfer
        .bytesBySource()
        .forEach(
            (source, bytes) -> line("hffs_fetched_bytes_total", List.of("source", source), bytes));
    counter("hffs_read_bytes_total", "Bytes that programs read through mounts.");
    line("hffs_read_bytes_total", List.of(), transfer.readBytes());
    counter("hffs_cached_read_bytes_total", "Of these, bytes that were on disk already.");
    line("hffs_cached_read_bytes_total", List.of(), transfer.cachedReadBytes());
  }

  private void cache(CacheView cache) {
    gauge("hffs_cache_bytes", "Bytes in the cache.");
    line("hffs_cache_bytes", List.of(), cache.cachedBytes());
    gauge("hffs_cache_quota_bytes", "What the cache may hold; 0 for no limit.");
    line("hffs_cache_quota_bytes", List.of(), cache.quotaBytes());
    gauge("hffs_cache_free_bytes", "Bytes free on the disk of the cache.");
    line("hffs_cache_free_bytes", List.of(), cache.freeBytes());
    gauge("hffs_cache_repositories", "Repositories of which something is cached.");
    line("hffs_cache_repositories", List.of(), cache.repos());
  }

  private void peers(List<PeerView> peers) {
    gauge("hffs_peers", "Machines that share with this one, by state.");
    for (PeerView.State state : PeerView.State.values()) {
      long count = peers.stream().filter(peer -> peer.state() == state).count();
      line("hffs_peers", List.of("state", state.word()), count);
    }
    counter("hffs_peer_received_bytes_total", "Bytes that a machine sent to this one.");
    for (PeerView peer : peers) {
      line("hffs_peer_received_bytes_total", labels(peer), peer.bytesReceived());
    }
    counter("hffs_peer_sent_bytes_total", "Bytes that this one sent to a machine.");
    for (PeerView peer : peers) {
      line("hffs_peer_sent_bytes_total", labels(peer), peer.bytesSent());
    }
  }

  /** Two machines may have one name; old nodes have no id, but their address for a name. */
  private static List<String> labels(PeerView peer) {
    String id = peer.id();
    return List.of("peer", peer.name(), "id", id == null ? "" : id);
  }

  private void gauge(String name, String help) {
    head(name, help, "gauge");
  }

  private void counter(String name, String help) {
    head(name, help, "counter");
  }

  private void head(String name, String help, String type) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  /**
   * @param labels name, value, name, value, …
   */
  private void line(String name, List<String> labels, long value) {
    text.append(name);
    for (int i = 0; i < labels.size(); i += 2) {
      text.append(i == 0 ? '{' : ',').append(labels.get(i));
      text.append("=\"").append(escaped(labels.get(i + 1))).append('"');
    }
    text.append(labels.isEmpty() ? "" : "}").append(' ').append(value).append('\n');
  }

  /** In a label these three have a form of their own; all else stands as it is. */
  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
