package io.hffs.daemon.library;

import io.hffs.daemon.backend.Backend;
import io.hffs.daemon.backend.BackendFactory;
import io.hffs.daemon.config.DaemonConfig;
import io.hffs.daemon.config.Mirror;
import io.hffs.fs.FileSystemConfig;
import io.hffs.fs.HffsFileSystem;
import io.hffs.fs.cache.CacheConfig;
import io.hffs.fs.catalog.CatalogConfig;
import io.hffs.fs.hub.HubConfig;
import io.hffs.fs.hub.HuggingFaceEnvironment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Opens the real file system; named in {@code META-INF/services}. */
public final class FileSystemBackendFactory implements BackendFactory {

  @Override
  public Backend open(DaemonConfig config, Map<String, String> environment) throws IOException {
    HuggingFaceEnvironment found = inForce(config, environment);
    List<HubConfig> sources = new ArrayList<>();
    sources.add(HubConfig.origin(found));
    for (Mirror mirror : config.mirrors()) {
      sources.add(
          HubConfig.mirror(mirror.endpoint(), found).withTrustedWithToken(mirror.sendsToken()));
    }
    CacheConfig cache = CacheConfig.defaults();
    if (config.cacheMaxSize().bytes() > 0) {
      cache = cache.withQuotaBytes(config.cacheMaxSize().bytes());
    }
    HffsFileSystem fs =
        HffsFileSystem.open(
            new FileSystemConfig(
                config.root(),
                found,
                sources,
                config.hfCache(),
                cache,
                CatalogConfig.DEFAULT.withIdleAfter(config.refreshAfter()),
                FileSystemConfig.READ_DEADLINE));
    return new FileSystemBackend(fs, config);
  }

  /** What is a setting of ours too is taken from there: a file may have said it. */
  private static HuggingFaceEnvironment inForce(
      DaemonConfig config, Map<String, String> environment) {
    HuggingFaceEnvironment found =
        HuggingFaceEnvironment.from(environment, Path.of(System.getProperty("user.home")));
    return new HuggingFaceEnvironment(
        config.endpoint(),
        found.hfHome(),
        config.hfCache(),
        config.tokenFile(),
        found.token(),
        found.implicitTokenDisabled(),
        config.offline(),
        found.proxies());
  }

  @Override
  public Set<String> ownedNames() {
    return Set.of(
        "blobs", "snapshots", "refs", "hub", "trash", "aliases.json", "pins.json", "adopted.tsv");
  }
}
