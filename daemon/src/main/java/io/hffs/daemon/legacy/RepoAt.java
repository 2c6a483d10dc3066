package io.hffs.daemon.legacy;

import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.Revision;

/** A repository at a revision, as a request names it. */
record RepoAt(RepoId repo, Revision revision) {

  /** A file of it. */
  record File(RepoAt tree, RepoPath path) {}
}
