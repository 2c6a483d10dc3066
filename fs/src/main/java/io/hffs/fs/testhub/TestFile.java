package io.hffs.fs.testhub;

import io.hffs.fs.repo.BlobId;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * A file of a test repository.
 *
 * @param gitSha1 the git blob of what git stores: the content, or the LFS pointer
 * @param sha256 of the content; null for a file that git stores itself
 */
public record TestFile(TestContent content, String gitSha1, @Nullable String sha256) {

  /** Up to here the digests are computed; beyond, they are declared. */
  private static final long MAX_DIGESTED_BYTES = 1L << 30;

  private static final int SAMPLE_BYTES = 64 * 1024;

  /** Makes a file as git stores it. */
  static TestFile git(TestContent content) {
    return new TestFile(content, gitSha1(content), null);
  }

  /**
   * Makes an LFS file. Over 1 GiB its sha256 is not the real one but made up; give the real one to
   * the other method where somebody checks it.
   */
  static TestFile lfs(TestContent content) {
    return content.sizeBytes() <= MAX_DIGESTED_BYTES
        ? lfs(content, sha256(content))
        : lfs(content, declaredSha256(content));
  }

  static TestFile lfs(TestContent content, String sha256) {
    String pointer = pointer(sha256, content.sizeBytes());
    return new TestFile(content, gitSha1(TestContent.ofText(pointer)), sha256);
  }

  public boolean isLfs() {
    return sha256 != null;
  }

  public long sizeBytes() {
    return content.sizeBytes();
  }

  /** Returns the digest that names the content. */
  public BlobId blob() {
    return sha256 == null ? BlobId.gitSha1(gitSha1) : BlobId.sha256(sha256);
  }

  /** Returns what git stores for an LFS file. */
  String pointer() {
    return pointer(blob().hex(), sizeBytes());
  }

  /** Returns a digest that looks like the Xet hash of the content. */
  String xetHash() {
    return ContentDigests.sha256("xet " + blob().hex());
  }

  private static String pointer(String sha256, long sizeBytes) {
    return "version https://git-lfs.github.com/spec/v1\noid sha256:"
        + sha256
        + "\nsize "
        + sizeBytes
        + "\n";
  }

  /** Made of the size and the two ends, so that the same content gets the same one each time. */
  private static String declaredSha256(TestContent content) {
    TestContent ends =
        TestContent.joined(
            TestContent.ofText("declared " + content.sizeBytes()),
            TestContent.of(content.bytes(0, SAMPLE_BYTES)),
            TestContent.of(content.bytes(content.sizeBytes() - SAMPLE_BYTES, SAMPLE_BYTES)));
    return sha256(ends);
  }

  private static String sha256(TestContent content) {
    try {
      return ContentDigests.sha256(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String gitSha1(TestContent content) {
    try {
      return ContentDigests.gitBlobSha1(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
