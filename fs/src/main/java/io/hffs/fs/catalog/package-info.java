/**
 * What hffs knows of repositories: local knowledge first, the sources when it does not reach.
 *
 * <p>{@link io.hffs.fs.catalog.RepoCatalog} says which names are repositories, {@link
 * io.hffs.fs.catalog.HeldRevisions} which commit a branch stands for, {@link
 * io.hffs.fs.catalog.Snapshots} what a commit holds. All remote calls go through {@link
 * io.hffs.fs.catalog.RemoteCalls}: one call for all who ask the same, and a limit on every wait.
 *
 * <p>An answer is yes, no, or unknown. "No" is given only when a source with authority said so, or
 * when a complete snapshot does not hold the name; "unknown" is always an exception.
 */
@NullMarked
package io.hffs.fs.catalog;

import org.jspecify.annotations.NullMarked;
