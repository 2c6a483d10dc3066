package io.hffs.fs.fuse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the kernel says is mounted, from {@code /proc/self/mountinfo}. */
public final class MountTable {

  private static final Logger log = LoggerFactory.getLogger(MountTable.class);
  private static final Path MOUNTINFO = Path.of("/proc/self/mountinfo");
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);

  /**
   * A line of it.
   *
   * @param device {@code major:minor}, which no two mounts of hffs share at a time
   * @param type such as {@code ext4} or {@code fuse.hffs}
   */
  record Entry(Path mountpoint, String device, String type) {}

  private MountTable() {}

  /** Returns what is mounted at exactly this directory, the topmost if several are. */
  static Optional<Entry> at(Path mountpoint) throws IOException {
    Entry last = null;
    for (Entry entry : read()) {
      if (entry.mountpoint().equals(mountpoint)) {
        last = entry;
      }
    }
    return Optional.ofNullable(last);
  }

  /** Returns the mount points of hffs, live and dead, of every process. */
  public static List<Path> ofHffs() throws IOException {
    List<Path> found = new ArrayList<>();
    for (Entry entry : read()) {
      if (entry.type().equals(MountOptions.TYPE)) {
        found.add(entry.mountpoint());
      }
    }
    return found;
  }

  /**
   * Tells whether the process behind a mount is gone ("Transport endpoint is not connected"). Takes
   * at most 2 s: a file system that hangs is not dead.
   */
  public static boolean isDead(Path mountpoint) {
    LibC.load(); // not within the time for an answer: a dead mount would be taken for a live one
    try {
      return BoundedCall.run(
              "hffs-mount-look",
              ANSWER_WITHIN,
              () -> LibC.statfsErrno(mountpoint.toAbsolutePath().toString()))
          == Errnos.ENOTCONN;
    } catch (TimeoutException | IOException e) {
      return false;
    }
  }

  private static List<Entry> read() throws IOException {
    // Not readString: one mount anywhere with a name that is not UTF-8 would fail all.
    return parse(new String(Files.readAllBytes(MOUNTINFO), StandardCharsets.UTF_8));
  }

  /**
   * {@code 36 35 98:0 / /mnt rw,noatime master:1 - ext3 /dev/root rw}: 5th, 3rd, after the dash.
   * Lines of another form are left out.
   */
  static List<Entry> parse(String mountinfo) {
    List<Entry> entries = new ArrayList<>();
    for (String line : mountinfo.split("\n", -1)) {
      List<String> fields = List.of(line.split(" ", -1));
      int dash = fields.indexOf("-");
      if (dash > 5 && dash + 1 < fields.size()) {
        try {
          Path mountpoint = Path.of(unescape(fields.get(4)));
          entries.add(new Entry(mountpoint, fields.get(2), fields.get(dash + 1)));
        } catch (InvalidPathException e) {
          log.debug("left out, as outside of this JVM's character set: {}", line);
        }
      }
    }
    return entries;
  }

  /** Space, tab, newline, backslash and {@code #} stand as three octal digits. */
  private static String unescape(String field) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == '\\' && isOctal(field, i + 1)) {
        text.append((char) Integer.parseInt(field.substring(i + 1, i + 4), 8));
        i += 3;
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  private static boolean isOctal(String field, int start) {
    if (start + 3 > field.length()) {
      return false;
    }
    for (int i = start; i < start + 3; i++) {
      if (field.charAt(i) < '0' || field.charAt(i) > '7') {
        return false;
      }
    }
    return true;
  }
}
