package io.hffs.fs.testhub;

import io.hffs.fs.repo.CommitHash;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A commit; its hash is the one that git would compute.
 *
 * @param date to the second, as git has it
 */
public record TestCommit(
    CommitHash hash, @Nullable TestCommit parent, String title, Instant date, TestTree tree) {

  static TestCommit of(@Nullable TestCommit parent, String title, Instant date, TestTree tree) {
    String stamp = "hffs test hub <hub@example.org> " + date.getEpochSecond() + " +0000";
    String object =
        "tree "
            + tree.oid()
            + (parent == null ? "" : "\nparent " + parent.hash())
            + "\nauthor "
            + stamp
            + "\ncommitter "
            + stamp
            + "\n\n"
            + title
            + "\n";
    String sha1 = ContentDigests.gitObjectSha1("commit", object.getBytes(StandardCharsets.UTF_8));
    return new TestCommit(new CommitHash(sha1), parent, title, date, tree);
  }

  @Override
  public String toString() {
    return hash.abbreviated() + " " + title;
  }
}
