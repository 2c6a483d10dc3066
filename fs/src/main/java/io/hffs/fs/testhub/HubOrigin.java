package io.hffs.fs.testhub;

/** The two hosts that the Hub's answers come from. */
public enum HubOrigin {
  /** API, redirects, small files. */
  HUB,
  /** The content of LFS files, under signed addresses. */
  CDN
}
