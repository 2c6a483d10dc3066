package io.hffs.fs.cache;

import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.BlobId.Algorithm;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.source.BlobRef;
import java.nio.ByteBuffer;
import java.util.Random;

/** A blob with known content and a place for it. */
final class TestBlob {

  private final BlobRef ref;
  private final byte[] content;

  TestBlob(BlobRef ref, byte[] content) {
    this.ref = ref;
    this.content = content;
  }

  BlobRef ref() {
    return ref;
  }

  byte[] content() {
    return content;
  }

  static final RepoId REPO = RepoId.parse("org/model");
  static final CommitHash COMMIT = new CommitHash("c".repeat(40));

  static TestBlob lfs(int size, long seed) {
    return of(Algorithm.SHA256, random(size, seed), "file-" + seed + ".bin");
  }

  static TestBlob git(int size, long seed) {
    return of(Algorithm.GIT_SHA1, random(size, seed), "file-" + seed + ".json");
  }

  static TestBlob of(Algorithm algorithm, byte[] content, String path) {
    BlobDigest digest = new BlobDigest(algorithm, content.length);
    digest.update(ByteBuffer.wrap(content));
    return new TestBlob(
        new BlobRef(digest.finish(), content.length, REPO, COMMIT, new RepoPath(path)), content);
  }

  BlobId id() {
    return ref.id();
  }

  /** The same blob at another path. */
  TestBlob at(String path) {
    return new TestBlob(
        new BlobRef(ref.id(), ref.sizeBytes(), ref.repo(), ref.commit(), new RepoPath(path)),
        content);
  }

  private static byte[] random(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
