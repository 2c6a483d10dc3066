package io.hffs.fs.testhub;

/** The two ways in which endpoints of the Hub's protocol give out files. */
public enum HubProfile {
  /**
   * As huggingface.co: a small file by a relative 307 to the resolve cache, an LFS file by a 302 to
   * the CDN, with the metadata only on the redirect. A missing repository is 401 for an anonymous
   * caller.
   */
  LIVE,
  /**
   * As a mirror or a self-made endpoint: bytes and metadata straight from the first address. A
   * missing repository is 404 for everybody.
   */
  DIRECT
}
