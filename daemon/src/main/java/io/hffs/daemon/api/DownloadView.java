package io.hffs.daemon.api;

import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.Revision;
import java.nio.file.Path;

/**
 * A finished download.
 *
 * @param repo the canonical id, which may differ from the one asked for
 * @param path of the one file, or of the snapshot's folder
 * @param movedBytes fetched by this run; the rest was there
 */
public record DownloadView(
    RepoId repo,
    Revision revision,
    CommitHash commit,
    Path path,
    int files,
    long sizeBytes,
    long movedBytes) {}
