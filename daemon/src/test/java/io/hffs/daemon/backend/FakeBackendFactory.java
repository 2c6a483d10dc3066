package io.hffs.daemon.backend;

import io.hffs.daemon.config.DaemonConfig;
import io.hffs.daemon.config.ShareSetting;
import java.util.Map;
import java.util.Set;

/** Opens {@link FakeBackend}s; found by the service loader in tests. */
public final class FakeBackendFactory implements BackendFactory {

  @Override
  public Backend open(
      DaemonConfig config, ShareSetting shares, Map<String, String> environment, Use use) {
    return new FakeBackend(config.root());
  }

  @Override
  public Set<String> ownedNames() {
    return Set.of("blobs", "hub");
  }
}
