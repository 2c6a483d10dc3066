package io.hffs.daemon.api;

import io.hffs.fs.repo.RepoId;
import org.jspecify.annotations.Nullable;

/** Asks to hash what is cached and compare. {@code repo} null is everything. */
public record VerifyRequest(@Nullable RepoId repo) {}
