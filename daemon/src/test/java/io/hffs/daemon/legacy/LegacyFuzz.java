package io.hffs.daemon.legacy;

import io.hffs.fs.fuzz.FuzzTarget;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The paths that callers without a name may ask for. */
public final class LegacyFuzz implements FuzzTarget.Provider {

  @Override
  public List<FuzzTarget> targets() {
    return List.of(new FuzzTarget("legacy-path", LegacyFuzz::path));
  }

  private static boolean path(byte[] input) {
    String path = new String(input, StandardCharsets.ISO_8859_1);
    boolean file = RequestPaths.file(path).isPresent();
    boolean repo = RequestPaths.repo(path).isPresent();
    return RequestPaths.fileList(path).isPresent() || file || repo;
  }
}
