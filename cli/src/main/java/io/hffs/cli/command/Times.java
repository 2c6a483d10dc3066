package io.hffs.cli.command;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Times for people: local, to the minute. */
final class Times {

  private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

  private Times() {}

  static String local(Instant time) {
    return FORM.format(time.atZone(ZoneId.systemDefault()));
  }
}
