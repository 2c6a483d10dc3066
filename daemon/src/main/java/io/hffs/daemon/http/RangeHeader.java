package io.hffs.daemon.http;

import io.hffs.fs.range.ByteRange;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code Range} header of a request, for one range. Pure. */
public final class RangeHeader {

  private static final Pattern FORM = Pattern.compile("(?i)\\s*bytes=(\\d*)-(\\d*)\\s*");

  /** More digits than any file has; they stand for "to the end", or for a start beyond it. */
  private static final int MAX_DIGITS = 18;

  private RangeHeader() {}

  /**
   * Returns the part of a file that is asked for; a range without bytes when none of the file is in
   * it (416). Empty when the header is to be ignored, as RFC 9110 has it for what is malformed or
   * inverted, and allows for several ranges at once.
   */
  public static Optional<ByteRange> parse(String header, long sizeBytes) {
    Matcher form = FORM.matcher(header);
    if (!form.matches() || (form.group(1).isEmpty() && form.group(2).isEmpty())) {
      return Optional.empty();
    }
    if (form.group(1).isEmpty()) {
      return Optional.of(
          new ByteRange(sizeBytes - Math.min(sizeBytes, number(form.group(2))), sizeBytes));
    }
    long start = number(form.group(1));
    long last = form.group(2).isEmpty() ? Long.MAX_VALUE - 1 : number(form.group(2));
    if (start > last) {
      return Optional.empty();
    }
    return Optional.of(new ByteRange(Math.min(start, sizeBytes), Math.min(last + 1, sizeBytes)));
  }

  private static long number(String digits) {
    return digits.length() > MAX_DIGITS ? Long.MAX_VALUE - 1 : Long.parseLong(digits);
  }
}
