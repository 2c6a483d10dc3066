package io.hffs.fs.cache;

import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.BlobId.Algorithm;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Computes the digest that names a blob, over its bytes in order. Not thread-safe. */
final class BlobDigest {

  private final Algorithm algorithm;
  private final MessageDigest digest;

  BlobDigest(Algorithm algorithm, long sizeBytes) {
    this.algorithm = algorithm;
    digest = algorithm == Algorithm.SHA256 ? sha256() : named("SHA-1");
    if (algorithm == Algorithm.GIT_SHA1) {
      digest.update(("blob " + sizeBytes + "\0").getBytes(StandardCharsets.UTF_8));
    }
  }

  static MessageDigest sha256() {
    return named("SHA-256");
  }

  private static MessageDigest named(String name) {
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has it", e);
    }
  }

  /** Takes all remaining bytes. */
  void update(ByteBuffer bytes) {
    digest.update(bytes);
  }

  /** Ends the computation. */
  BlobId finish() {
    return new BlobId(algorithm, HexFormat.of().formatHex(digest.digest()));
  }

  /** Tells whether {@code id} names these bytes, which are the whole blob. */
  static boolean matches(BlobId id, ByteBuffer bytes) {
    BlobDigest digest = new BlobDigest(id.algorithm(), bytes.remaining());
    digest.update(bytes.duplicate());
    return digest.finish().equals(id);
  }
}
