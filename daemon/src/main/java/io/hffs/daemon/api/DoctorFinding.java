package io.hffs.daemon.api;

import org.jspecify.annotations.Nullable;

/**
 * One thing that {@code hffs doctor} looked at.
 *
 * @param subject two or three words: {@code FUSE device}
 * @param detail what was found
 * @param advice what to do about it; null when there is nothing to do
 */
public record DoctorFinding(Level level, String subject, String detail, @Nullable String advice) {

  /** How bad it is. */
  public enum Level {
    OK,
    /** hffs works, but not in every way. */
    WARN,
    /** Something a user wants does not work. */
    FAIL
  }

  public static DoctorFinding ok(String subject, String detail) {
    return new DoctorFinding(Level.OK, subject, detail, null);
  }

  public static DoctorFinding warn(String subject, String detail, String advice) {
    return new DoctorFinding(Level.WARN, subject, detail, advice);
  }

  public static DoctorFinding fail(String subject, String detail, String advice) {
    return new DoctorFinding(Level.FAIL, subject, detail, advice);
  }
}
