package io.hffs.fs.fuse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds the processes that keep a mount busy, so that a user can be told which. */
final class MountHolders {

  private static final int MAX_NAMED = 8;

  private MountHolders() {}

  /**
   * Returns {@code "1234 (python3)"} for each process that this user may look into, the first
   * {@value #MAX_NAMED}. Looks at links only, never into the mount.
   */
  static List<String> of(Path mountpoint) {
    List<String> holders = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        if (holders.size() < MAX_NAMED && uses(process, mountpoint)) {
          holders.add(process.getFileName() + " (" + command(process) + ")");
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return holders; // the names are a help, not a condition
    }
    return holders;
  }

  private static boolean uses(Path process, Path mountpoint) {
    return pointsInto(process.resolve("cwd"), mountpoint)
        || pointsInto(process.resolve("root"), mountpoint)
        || hasOpen(process.resolve("fd"), mountpoint)
        || hasMapped(process.resolve("maps"), mountpoint);
  }

  private static boolean pointsInto(Path link, Path mountpoint) {
    try {
      return Files.readSymbolicLink(link).startsWith(mountpoint);
    } catch (IOException e) {
      return false; // it ended, or is another user's
    }
  }

  private static boolean hasOpen(Path descriptors, Path mountpoint) {
    try (Stream<Path> links = Files.list(descriptors)) {
      return links.anyMatch(link -> pointsInto(link, mountpoint));
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  private static boolean hasMapped(Path maps, Path mountpoint) {
    try (Stream<String> lines = Files.lines(maps, StandardCharsets.ISO_8859_1)) {
      String prefix = " " + mountpoint + "/";
      return lines.anyMatch(line -> line.contains(prefix));
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  private static String command(Path process) {
    try {
      return Files.readString(process.resolve("comm")).strip();
    } catch (IOException e) {
      return "?";
    }
  }
}
