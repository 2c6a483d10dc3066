package io.hffs.daemon.api;

import java.nio.file.Path;
import java.util.List;

/**
 * What an uninstallation would do.
 *
 * @param remove files and directories that hffs made, each with all that is in it
 * @param keep found beside them, but not made by hffs: they stay
 */
public record UninstallPlan(List<Path> remove, List<Path> keep) {}
