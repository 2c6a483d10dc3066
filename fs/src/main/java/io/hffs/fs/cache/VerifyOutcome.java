package io.hffs.fs.cache;

/**
 * What a check of a blob on disk found.
 *
 * @param checkedBytes re-read
 * @param badChunks that did not hold; they are absent now and will be fetched again when read
 * @param digest what the whole says
 */
public record VerifyOutcome(long checkedBytes, int badChunks, WholeDigest digest) {

  /** The digest of the whole blob. */
  public enum WholeDigest {
    MATCHES,
    /** All chunks held, the whole did not: everything of it was dropped. */
    DIFFERS,
    /** Not all of it is here. */
    NOT_COMPLETE
  }

  public boolean isGood() {
    return badChunks == 0 && digest != WholeDigest.DIFFERS;
  }
}
