package io.hffs.fs.repo;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The digest that names a blob's content: the sha256 of an LFS file, or the git sha1 of a small one
 * (of {@code "blob <length>\0"} and the bytes). The same bytes in two repositories are one blob.
 */
public record BlobId(Algorithm algorithm, String hex) {

  /** How the digest is made; the hex length tells them apart wherever the Hub shows one. */
  public enum Algorithm {
    SHA256(64),
    GIT_SHA1(40);

    private final int hexLength;

    Algorithm(int hexLength) {
      this.hexLength = hexLength;
    }
  }

  private static final Pattern LOWER_HEX = Pattern.compile("[0-9a-f]+");

  public BlobId {
    if (hex.length() != algorithm.hexLength || !LOWER_HEX.matcher(hex).matches()) {
      throw new IllegalArgumentException("not a " + algorithm + " digest: '" + hex + "'");
    }
  }

  public static BlobId sha256(String hex) {
    return new BlobId(Algorithm.SHA256, hex);
  }

  public static BlobId gitSha1(String hex) {
    return new BlobId(Algorithm.GIT_SHA1, hex);
  }

  /**
   * Reads 64 or 40 hex digits, as in an ETag or the name of a file in a cache; empty for anything
   * else, for instance the asterisks that the Hub puts in place of a gated file's digest.
   */
  public static Optional<BlobId> fromHex(String text) {
    if (LOWER_HEX.matcher(text).matches()) {
      for (Algorithm algorithm : Algorithm.values()) {
        if (text.length() == algorithm.hexLength) {
          return Optional.of(new BlobId(algorithm, text));
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return hex;
  }
}
