package io.hffs.fs.peer;

import java.time.Duration;

/**
 * What paired machines say to each other: HTTP/1.1 over TLS 1.3, both ends known by their
 * certificates. Everything but the first two is for paired devices only.
 *
 * <pre>
 * POST /v1/pair      {"secret":"...","name":"desk","port":9009}    with an invite: {"name":"rack"}
 * POST /v1/join      {"nonce":"...","proof":"...","name":"node-3","port":9009}    with a group key
 * GET  /v1/holdings?run=R&amp;since=V&amp;wait=SECONDS    {@link HoldingsPage}: what changed since, when it does
 * GET  /v1/blobs/DIGEST       Range of whole chunks: 206, and their SHA-256 in {@link #CHUNKS}
 * GET  /v1/refs?repo=ID       {"repo":"acme/tiny","refs":{"main":{"commit":"...","lastModified":"..."}}}
 * GET  /v1/snapshots?repo=ID&amp;commit=C    {@link io.hffs.fs.json.SnapshotJson}
 * GET  /v1/repos              {"repos":["acme/tiny"]}
 * GET  /v1/members            {"members":[{"id":"...","name":"desk","address":"10.0.0.7:9009"}]}
 * </pre>
 */
public final class PeerProtocol {

  public static final String PAIR = "/v1/pair";
  public static final String JOIN = "/v1/join";
  public static final String HOLDINGS = "/v1/holdings";
  public static final String BLOBS = "/v1/blobs/";
  public static final String REFS = "/v1/refs";
  public static final String SNAPSHOTS = "/v1/snapshots";
  public static final String REPOS = "/v1/repos";
  public static final String MEMBERS = "/v1/members";

  /** Header with the SHA-256 of each chunk of the answer, 32 bytes each, base64 of all of them. */
  public static final String CHUNKS = "Hffs-Chunks-Sha256";

  /** The grain of what is told and proven, in bytes; only the last chunk of a blob is shorter. */
  public static final int CHUNK_BYTES = 1 << 20;

  /** The most that is asked for at once. */
  public static final int MAX_RANGE_BYTES = 16 << 20;

  /** How long a question for changes is left open when there are none. */
  public static final Duration MAX_WAIT = Duration.ofSeconds(10);

  private PeerProtocol() {}
}
