package io.hffs.daemon.library;

import io.hffs.daemon.backend.Backend;
import io.hffs.daemon.backend.BackendFactory;
import io.hffs.daemon.config.DaemonConfig;
import io.hffs.daemon.config.Mirror;
import io.hffs.daemon.config.PeerSettings;
import io.hffs.daemon.config.ShareSetting;
import io.hffs.daemon.legacy.CachedLibrary;
import io.hffs.daemon.legacy.LegacyPort;
import io.hffs.daemon.peer.PeerService;
import io.hffs.daemon.peer.Whereabouts;
import io.hffs.fs.FileSystemConfig;
import io.hffs.fs.HffsFileSystem;
import io.hffs.fs.cache.CacheConfig;
import io.hffs.fs.catalog.CatalogConfig;
import io.hffs.fs.device.DeviceIdentity;
import io.hffs.fs.device.Pairings;
import io.hffs.fs.hub.HubConfig;
import io.hffs.fs.hub.HuggingFaceEnvironment;
import io.hffs.fs.peer.LegacyNodes;
import io.hffs.fs.peer.Peering;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Opens the real file system; named in {@code META-INF/services}. */
public final class FileSystemBackendFactory implements BackendFactory {

  @Override
  public Backend open(
      DaemonConfig config, ShareSetting shares, Map<String, String> environment, Use use)
      throws IOException {
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
    if (config.peers().verification() == PeerSettings.Verification.STRICT) {
      cache = cache.withStrict();
    }
    boolean alone = use == Use.COMMAND || config.offline();
    Whereabouts whereabouts = new Whereabouts(config.peers());
    Peering peering = alone ? null : Peering.open(config.root(), whereabouts);
    HffsFileSystem fs =
        HffsFileSystem.open(
            new FileSystemConfig(
                config.root(),
                found,
                sources,
                config.hfCache(),
                cache,
                CatalogConfig.DEFAULT.withIdleAfter(config.refreshAfter()),
                FileSystemConfig.READ_DEADLINE,
                peering,
                shares));
    shares.addListener(fs.library()::sharesChanged);
    return started(fs, config, shares, peering, whereabouts, use);
  }

  private static Backend started(
      HffsFileSystem fs,
      DaemonConfig config,
      ShareSetting shares,
      @Nullable Peering peering,
      Whereabouts whereabouts,
      Use use)
      throws IOException {
    boolean started = false;
    LegacyNodes oldNodes = null;
    try {
      Quarantine quarantine = Quarantine.open(config.root(), Instant.now());
      oldNodes = config.offline() ? null : LegacyNodes.open(config.root());
      Sharing sharing =
          use == Use.COMMAND
              ? new Sharing(null, oldNodes, null)
              : sharing(fs, config, shares, peering, oldNodes, whereabouts);
      started = true;
      return new FileSystemBackend(fs, config, sharing, quarantine);
    } finally {
      if (!started) {
        if (oldNodes != null) {
          oldNodes.close();
        }
        fs.close();
      }
    }
  }

  private static Sharing sharing(
      HffsFileSystem fs,
      DaemonConfig config,
      ShareSetting shares,
      @Nullable Peering peering,
      @Nullable LegacyNodes oldNodes,
      Whereabouts whereabouts)
      throws IOException {
    PeerService paired =
        peering == null || oldNodes == null
            ? null
            : PeerService.start(fs, peering, oldNodes, config.peers(), shares, whereabouts);
    if (oldNodes != null) {
      oldNodes.start();
    }
    LegacyPort legacyPort =
        LegacyPort.open(
            config.peers().legacyPort(),
            new CachedLibrary(fs.library(), fs.cache()),
            () -> Sharing.live(oldNodes));
    return new Sharing(paired, oldNodes, legacyPort);
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
        found.proxies(),
        found.authorities());
  }

  @Override
  public Set<String> ownedNames() {
    return Set.of(
        "blobs",
        "snapshots",
        "refs",
        "hub",
        "trash",
        "aliases.json",
        "pins.json",
        "adopted.tsv",
        Quarantine.DIRECTORY,
        DeviceIdentity.FILE_NAME,
        Pairings.FILE_NAME,
        LegacyNodes.FILE_NAME);
  }
}
