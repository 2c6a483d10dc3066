package io.hffs.fs.fuse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the kernel says is mounted, from {@code /proc/self/mountinfo}. */
public final class MountTable {

  private static final Path MOUNTINFO = Path.of("/proc/self/mountinfo");

  /**
   * A line of it.
   *
   * @param device {@code major:minor}
   */
  record Entry(Path mountpoint, String device, String type) {}

  private MountTable() {}

  /** Returns what is mounted at exactly this directory, the topmost if several are. */
  static Optional<Entry> at(Path mountpoint) throws IOException {
    Entry last = null;
    for (Entry entry : parse(Files.readString(MOUNTINFO, StandardCharsets.UTF_8))) {
      if (entry.mountpoint().equals(mountpoint)) {
        last = entry;
      }
    }
    return Optional.ofNullable(last);
  }

  /** Returns the mount points of hffs, live and dead, of every process. */
  public static List<Path> ofHffs() throws IOException {
    List<Path> found = new ArrayList<>();
    for (Entry entry : parse(Files.readString(MOUNTINFO, StandardCharsets.UTF_8))) {
      if (entry.type().equals(MountOptions.TYPE)) {
        found.add(entry.mountpoint());
      }
    }
    return found;
  }

  /**
   * Tells whether the process behind a mount is gone ("Transport endpoint is not connected"). Does
   * not wait for a file system that hangs: a live one answers for its root from memory.
   */
  public static boolean isDead(Path mountpoint) {
    try {
      Files.getLastModifiedTime(mountpoint);
      return false;
    } catch (IOException e) {
      String message = e.getMessage();
      return message != null && message.contains("endpoint is not connected");
    }
  }

  /**
   * {@code 36 35 98:0 / /mnt rw,noatime master:1 - ext3 /dev/root rw}: 5th, 3rd, after the dash.
   */
  static List<Entry> parse(String mountinfo) {
    List<Entry> entries = new ArrayList<>();
    for (String line : mountinfo.split("\n", -1)) {
      String[] fields = line.split(" ", -1);
      int dash = List.of(fields).indexOf("-");
      if (fields.length > 5 && dash > 0 && dash + 1 < fields.length) {
        entries.add(new Entry(Path.of(unescape(fields[4])), fields[2], fields[dash + 1]));
      }
    }
    return entries;
  }

  /** Space, tab, newline and backslash stand as three octal digits. */
  private static String unescape(String field) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == '\\' && i + 3 < field.length()) {
        text.append((char) Integer.parseInt(field.substring(i + 1, i + 4), 8));
        i += 3;
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }
}
