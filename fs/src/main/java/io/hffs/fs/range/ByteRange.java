package io.hffs.fs.range;

/**
 * The bytes {@code [start, end)} of a file: {@code start} is the offset of the first byte, {@code
 * end} the offset after the last. May be empty.
 */
public record ByteRange(long start, long end) {

  public ByteRange {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("not a byte range: [" + start + ", " + end + ")");
    }
  }

  /** Returns the {@code length} bytes from {@code offset}. */
  public static ByteRange ofLength(long offset, long length) {
    return new ByteRange(offset, Math.addExact(offset, length));
  }

  public long length() {
    return end - start;
  }

  public boolean isEmpty() {
    return start == end;
  }

  public boolean contains(ByteRange other) {
    return other.isEmpty() || (start <= other.start && other.end <= end);
  }

  /** Returns the bytes in both, or an empty range when there are none. */
  public ByteRange intersection(ByteRange other) {
    long from = Math.max(start, other.start);
    return new ByteRange(from, Math.max(from, Math.min(end, other.end)));
  }

  /**
   * Returns the smallest range that contains this one and begins and ends at a multiple of {@code
   * unit}, cut at {@code limit} (the size of the file).
   */
  public ByteRange alignedTo(long unit, long limit) {
    long alignedEnd = (end + unit - 1) / unit * unit;
    return new ByteRange(start / unit * unit, Math.max(end, Math.min(limit, alignedEnd)));
  }

  @Override
  public String toString() {
    return "[" + start + ", " + end + ")";
  }
}
