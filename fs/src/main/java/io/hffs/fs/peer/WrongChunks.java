package io.hffs.fs.peer;

import io.hffs.fs.device.PairedDevice;

/** Hears of devices whose bytes were not those that they had announced. */
@FunctionalInterface
public interface WrongChunks {

  /** Called by a fetching thread; returns at once. */
  void wrongChunk(PairedDevice device, String what);
}
