package io.hffs.daemon.api;

import java.nio.file.Path;

/**
 * The cache directory as a whole.
 *
 * @param quotaBytes 0 for no quota
 * @param freeBytes that this user can still write on its file system
 */
public record CacheView(Path root, int repos, long cachedBytes, long quotaBytes, long freeBytes) {}
