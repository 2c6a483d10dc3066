package io.hffs.daemon.service;

import io.hffs.daemon.api.UninstallPlan;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Removes what hffs made, and nothing else: the entries of the cache directory whose names are
 * ours, the configuration file, and the two directories themselves when nothing is left in them. A
 * user may have pointed the cache at a directory with other things in it; those are only listed.
 */
public final class Uninstaller {

  private final Path root;
  private final Path configFile;
  private final Set<String> ownedNames;

  /**
   * @param ownedNames what hffs makes directly in the cache directory
   */
  public Uninstaller(Path root, Path configFile, Set<String> ownedNames) {
    this.root = root;
    this.configFile = configFile;
    this.ownedNames = Set.copyOf(ownedNames);
  }

  /** Looks, and touches nothing. */
  public UninstallPlan plan() throws IOException {
    Set<Path> remove = new TreeSet<>();
    Set<Path> keep = new TreeSet<>();
    if (Files.isDirectory(root)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
        for (Path entry : entries) {
          (ownedNames.contains(entry.getFileName().toString()) ? remove : keep).add(entry);
        }
      }
    }
    if (Files.exists(configFile, LinkOption.NOFOLLOW_LINKS)) {
      remove.add(configFile);
    }
    return new UninstallPlan(List.copyOf(remove), List.copyOf(keep));
  }

  /**
   * Removes what a plan lists. Links are removed, not followed, and directories on another file
   * system, such as a mount that is still there, are left.
   *
   * @throws IllegalArgumentException when the plan was not made here: a path is not ours
   */
  public void remove(UninstallPlan plan) throws IOException {
    for (Path path : plan.remove()) {
      if (!isOurs(path)) {
        throw new IllegalArgumentException("not made by hffs: " + path);
      }
    }
    for (Path path : plan.remove()) {
      deleteTree(path);
    }
    deleteIfEmpty(root);
    deleteIfEmpty(configFile.resolveSibling(""));
  }

  private boolean isOurs(Path path) {
    boolean inRoot = root.equals(path.getParent());
    return path.equals(configFile)
        || (inRoot && ownedNames.contains(path.getFileName().toString()));
  }

  private static void deleteIfEmpty(Path directory) throws IOException {
    try {
      Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException e) {
      // Something that is not ours is in it.
    }
  }

  private static void deleteTree(Path top) throws IOException {
    Object device;
    try {
      device = Files.getAttribute(top, "unix:dev", LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return;
    }
    Files.walkFileTree(
        top,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes)
              throws IOException {
            boolean same =
                device.equals(Files.getAttribute(dir, "unix:dev", LinkOption.NOFOLLOW_LINKS));
            return same ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            deleteIfEmpty(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
