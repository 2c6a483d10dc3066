package io.hffs.daemon.api;

import io.hffs.fs.repo.RepoPath;
import org.jspecify.annotations.Nullable;

/**
 * How far a download or a verification is.
 *
 * @param doneBytes complete so far, with what was there before
 * @param movedBytes of these, fetched or hashed by this run: what a rate is made of
 * @param current a file that is being worked on, null between files
 */
public record Progress(
    int doneFiles,
    int totalFiles,
    long doneBytes,
    long totalBytes,
    long movedBytes,
    @Nullable RepoPath current) {}
