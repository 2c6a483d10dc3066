/**
 * What a repository of the Hub is, as values: its id, revisions, paths, blobs and the tree at a
 * commit. No I/O; a value that exists is valid, because every constructor checks it.
 *
 * <p>Start at {@link io.hffs.fs.repo.RepoId} and {@link io.hffs.fs.repo.Snapshot}.
 */
@NullMarked
package io.hffs.fs.repo;

import org.jspecify.annotations.NullMarked;
