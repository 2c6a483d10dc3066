package io.hffs.fs.cache;

import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.Revision;
import org.jspecify.annotations.Nullable;

/**
 * A repository whose blobs are not evicted.
 *
 * @param revision only of the commit that it stands at; null for all that is known of the
 *     repository. Looked at when room is made, so it holds for what comes later too
 */
public record Pin(RepoId repo, @Nullable Revision revision) {}
