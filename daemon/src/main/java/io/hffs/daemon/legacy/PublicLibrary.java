package io.hffs.daemon.legacy;

import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.repo.Snapshot;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What may be shown to everybody on the network: complete files of public repositories.
 * Thread-safe. Answers from what is here, without the network and without waiting.
 */
public interface PublicLibrary {

  /** Tells whether a public repository of this name is known here, at whatever revision. */
  boolean knows(RepoId repo);

  /**
   * Returns the tree that a revision of a public repository stands for here; a short commit hash
   * will do. Empty for what is not known, and for what is not known to be public.
   */
  Optional<Snapshot> snapshot(RepoId repo, Revision revision);

  /** Returns a complete file whose digest was found right, to be read only. */
  Optional<Path> file(BlobId blob);
}
