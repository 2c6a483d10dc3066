package io.hffs.fs.peer;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash by which machines tell each other what a chunk is. */
public final class ChunkHash {

  private ChunkHash() {}

  /** Returns the SHA-256 of the remaining bytes. */
  public static byte[] of(ByteBuffer bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes);
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has it", e);
    }
  }
}
