package io.hffs.fs.weights;

import io.hffs.fs.range.ByteRange;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The tensors of one file in the order of their bytes. Immutable. */
public final class TensorLayout {

  private final long dataStart;
  private final long dataEnd;
  private final long[] starts;
  private final long[] ends;

  /**
   * @param dataStart offset of the first byte after the header
   * @param dataEnd length of the file, in bytes
   * @param tensors offsets in the file, in any order; empty ones are left out
   */
  TensorLayout(long dataStart, long dataEnd, List<ByteRange> tensors) {
    ByteRange[] sorted =
        tensors.stream()
            .filter(tensor -> !tensor.isEmpty())
            .sorted(Comparator.comparingLong(ByteRange::start))
            .toArray(ByteRange[]::new);
    this.dataStart = dataStart;
    this.dataEnd = dataEnd;
    this.starts = Arrays.stream(sorted).mapToLong(ByteRange::start).toArray();
    this.ends = Arrays.stream(sorted).mapToLong(ByteRange::end).toArray();
  }

  /** Returns the offset of the first byte after the header. */
  public long dataStart() {
    return dataStart;
  }

  public int count() {
    return starts.length;
  }

  /**
   * Returns the tensor that a byte belongs to; for a byte between two tensors the one that follows,
   * and after the last one an empty range at the end of the file.
   */
  public ByteRange at(long offset) {
    int index = Arrays.binarySearch(starts, offset);
    int before = index >= 0 ? index : -index - 2;
    if (before >= 0 && offset < ends[before]) {
      return new ByteRange(starts[before], ends[before]);
    }
    int after = before + 1;
    return after < starts.length
        ? new ByteRange(starts[after], ends[after])
        : new ByteRange(dataEnd, dataEnd);
  }
}
