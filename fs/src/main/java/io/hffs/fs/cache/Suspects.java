package io.hffs.fs.cache;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Chunks of one blob that were dropped because the whole was wrong and several devices had vouched
 * for parts of it. When the origin's bytes of such a chunk come, it shows who was wrong.
 * Thread-safe.
 */
final class Suspects {

  private record Suspect(int device, ByteBuffer sha256) {}

  private final Map<Integer, Suspect> chunks = new ConcurrentHashMap<>();

  /** Notes what a device gave for a chunk. */
  void add(int chunk, int device, ByteBuffer bytes) {
    chunks.put(chunk, new Suspect(device, sha256(bytes)));
  }

  /** Compares with what the origin gives; returns the device when it had given something else. */
  OptionalInt compare(int chunk, ByteBuffer origin) {
    Suspect suspect = chunks.isEmpty() ? null : chunks.remove(chunk);
    return suspect == null || suspect.sha256().equals(sha256(origin))
        ? OptionalInt.empty()
        : OptionalInt.of(suspect.device());
  }

  private static ByteBuffer sha256(ByteBuffer bytes) {
    MessageDigest digest = BlobDigest.sha256();
    digest.update(bytes.duplicate());
    return ByteBuffer.wrap(digest.digest());
  }
}
