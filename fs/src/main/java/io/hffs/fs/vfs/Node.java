package io.hffs.fs.vfs;

import io.hffs.fs.catalog.HeldRevision;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.repo.TreeEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a path of the mount leads to. */
sealed interface Node {

  long inode();

  Instant modified();

  /** Gives the entries of a directory, when somebody asks for them. */
  @FunctionalInterface
  interface Listing {
    List<DirectoryEntry> entries() throws IOException;
  }

  /**
   * A directory.
   *
   * @param held the revision that the directory is in; null above revisions
   */
  record Directory(long inode, Instant modified, @Nullable HeldRevision held, Listing listing)
      implements Node {}

  record Link(long inode, Instant modified, String target) implements Node {
    byte[] targetBytes() {
      return target.getBytes(StandardCharsets.UTF_8);
    }
  }

  /**
   * A file of a repository. The snapshot is the one of the commit that the revision was held at.
   */
  record RepoFile(long inode, HeldRevision held, Snapshot snapshot, TreeEntry entry)
      implements Node {
    @Override
    public Instant modified() {
      return snapshot.lastModified();
    }
  }

  /**
   * A small file that hffs writes itself, anew at each open.
   *
   * @param content as it was when the path was resolved
   */
  record Text(long inode, Instant modified, String content) implements Node {
    byte[] bytes() {
      return content.getBytes(StandardCharsets.UTF_8);
    }
  }
}
