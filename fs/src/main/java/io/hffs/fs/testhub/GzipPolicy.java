package io.hffs.fs.testhub;

/** When a file answer is compressed for a client that accepts it; its Range is then ignored. */
public enum GzipPolicy {
  NEVER,
  /** Text of 1,000 bytes to 10 MB, as CloudFront does. */
  TEXT,
  /** Every file; above 64 MiB uncompressed, but with the Range ignored all the same. */
  ALWAYS
}
