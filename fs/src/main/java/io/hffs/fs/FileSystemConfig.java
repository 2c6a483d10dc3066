package io.hffs.fs;

import io.hffs.fs.cache.CacheConfig;
import io.hffs.fs.catalog.CatalogConfig;
import io.hffs.fs.hub.HubConfig;
import io.hffs.fs.hub.HuggingFaceEnvironment;
import io.hffs.fs.peer.Peering;
import io.hffs.fs.repo.RepoId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a file system is made from.
 *
 * @param root of the cache; one process at a time
 * @param environment what Hugging Face's programs are told by the user: token, cache, proxies
 * @param sources the Hub first, then mirrors in the order in which they are asked
 * @param existingDownloads the user's Hugging Face cache, read in place; need not exist
 * @param readDeadline the most that one read waits for bytes
 * @param peering the paired machines; null to do without
 * @param shares which repositories are shared if they are public
 */
public record FileSystemConfig(
    Path root,
    HuggingFaceEnvironment environment,
    List<HubConfig> sources,
    Path existingDownloads,
    CacheConfig cache,
    CatalogConfig catalog,
    Duration readDeadline,
    @Nullable Peering peering,
    Predicate<RepoId> shares) {

  /**
   * With the kernel's second try below 30 s: a page whose read-ahead failed is read again, alone,
   * and fails soon.
   */
  public static final Duration READ_DEADLINE = Duration.ofSeconds(25);

  public FileSystemConfig {
    if (sources.isEmpty()) {
      throw new IllegalArgumentException("a file system needs a Hub");
    }
    sources = List.copyOf(sources);
  }
}
