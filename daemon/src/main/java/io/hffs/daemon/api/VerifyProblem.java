package io.hffs.daemon.api;

import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;

/** A cached file whose content is not what its digest says; it was dropped and is fetched again. */
public record VerifyProblem(RepoId repo, RepoPath path, String expected, String actual) {}
