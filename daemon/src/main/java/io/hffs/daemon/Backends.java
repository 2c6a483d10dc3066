package io.hffs.daemon;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.backend.BackendFactory;
import java.util.ServiceLoader;

/** Finds the file system on the class path. */
final class Backends {

  private Backends() {}

  /** Returns the first one; a test puts its own in front. */
  static BackendFactory find() throws ApiException {
    return ServiceLoader.load(BackendFactory.class)
        .findFirst()
        .orElseThrow(
            () ->
                new ApiException(
                    ErrorCode.INTERNAL,
                    "This build of hffs has no file system in it; build it again from a clean"
                        + " checkout."));
  }
}
