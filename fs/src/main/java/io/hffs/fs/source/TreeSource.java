package io.hffs.fs.source;

import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoRefs;
import io.hffs.fs.repo.RepoType;
import io.hffs.fs.repo.ResolvedRevision;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.repo.Snapshot;
import java.util.List;

/**
 * Says what repositories hold. Thread-safe; every call blocks for at most the source's own limits
 * and throws {@link SourceException} otherwise. "Not found" is thrown only when the source said so.
 */
public interface TreeSource {

  /** Returns a short name for logs and status. */
  String name();

  /** Returns the canonical id and the commit that a revision names at this moment. */
  ResolvedRevision resolve(RepoId repo, Revision revision) throws SourceException;

  /** Returns the complete tree at a commit. */
  Snapshot snapshot(ResolvedRevision at) throws SourceException;

  /** Returns the branches, tags and converts of a repository. */
  RepoRefs refs(RepoId repo) throws SourceException;

  /**
   * Returns the repositories of this type in a namespace, as far as this user can see them; empty
   * when the namespace has none or does not exist.
   */
  List<RepoId> repositories(RepoType type, String namespace) throws SourceException;

  /** Tells whether an organisation or a user of this name exists, repositories or not. */
  boolean namespaceExists(String namespace) throws SourceException;
}
