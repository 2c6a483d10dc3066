package io.hffs.fs.hub;

import io.hffs.fs.range.ByteRange;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a partial answer says it holds: {@code Content-Range: bytes 0-99/1000}.
 *
 * @param sizeBytes of the whole file
 */
record ContentRange(ByteRange range, long sizeBytes) {

  private static final Pattern FORM =
      Pattern.compile("(?i)\\s*bytes\\s+(\\d{1,18})-(\\d{1,18})/(\\d{1,18})\\s*");

  /** Reads the header; empty when it is malformed or leaves the size open. */
  static Optional<ContentRange> parse(String header) {
    Matcher form = FORM.matcher(header);
    if (!form.matches()) {
      return Optional.empty();
    }
    long first = Long.parseLong(form.group(1));
    long last = Long.parseLong(form.group(2));
    long size = Long.parseLong(form.group(3));
    boolean valid = first <= last && last < size;
    return valid
        ? Optional.of(new ContentRange(new ByteRange(first, last + 1), size))
        : Optional.empty();
  }

  /** Returns the request header for a range: both ends are named, as every server understands. */
  static String request(ByteRange range) {
    return "bytes=" + range.start() + "-" + (range.end() - 1);
  }
}
