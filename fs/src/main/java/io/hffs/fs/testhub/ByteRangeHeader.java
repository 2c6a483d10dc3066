package io.hffs.fs.testhub;

import io.hffs.fs.range.ByteRange;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Range header of a request, for one range; several at once are ignored, as the RFC allows. */
final class ByteRangeHeader {

  private static final Pattern FORM = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

  private ByteRangeHeader() {}

  /**
   * Returns the part of a file that is asked for; empty when the header is to be ignored; an empty
   * range when nothing of the file is in it (416).
   */
  static Optional<ByteRange> parse(String header, long sizeBytes) {
    Matcher matcher = FORM.matcher(header.strip());
    if (!matcher.matches() || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
      return Optional.empty();
    }
    if (matcher.group(1).isEmpty()) {
      long suffix = Math.min(sizeBytes, Long.parseLong(matcher.group(2)));
      return Optional.of(new ByteRange(sizeBytes - suffix, sizeBytes));
    }
    long start = Long.parseLong(matcher.group(1));
    long last = matcher.group(2).isEmpty() ? sizeBytes - 1 : Long.parseLong(matcher.group(2));
    if (start > last && !matcher.group(2).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        start >= sizeBytes
            ? new ByteRange(sizeBytes, sizeBytes)
            : new ByteRange(start, Math.min(sizeBytes, last + 1)));
  }
}
