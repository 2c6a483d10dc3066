package io.hffs.daemon.api;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was moved since the daemon started.
 *
 * @param bytesBySource fetched from each source, by its name: the Hub, mirrors, peers
 * @param readBytes what programs read through mounts
 * @param cachedReadBytes of these, what was on disk when it was asked for
 */
public record TransferView(Map<String, Long> bytesBySource, long readBytes, long cachedReadBytes) {

  /** Nothing was moved. */
  public static final TransferView NONE = new TransferView(Map.of(), 0, 0);

  public TransferView {
    bytesBySource = Collections.unmodifiableMap(new TreeMap<>(bytesBySource));
  }
}
