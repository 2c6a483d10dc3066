package io.hffs.fs.cache;

import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;

/** A commit whose blobs are not evicted. */
public record Pin(RepoId repo, CommitHash commit) {}
