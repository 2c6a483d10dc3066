package io.hffs.fs.read;

import io.hffs.fs.range.ByteRange;
import io.hffs.fs.weights.TensorLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Watches the reads of one blob and says what to fetch ahead of them.
 *
 * <p>Many threads in one file are so many {@link Run}s and not noise. When runs have shown how long
 * they are, as random reads of equal length do, nothing is fetched beyond. In a file of weights a
 * header is not read past, a tensor that is touched is fetched whole with the next one after it,
 * and a program that has read a good part of the file gets the rest of it.
 *
 * <p>Thread-safe; the lock is held for a scan of the few runs.
 */
public final class AccessPattern {

  private static final int MAX_RUNS = 16;

  /** So many runs must have ended before their length is taken for a rule. */
  private static final int MIN_ENDED = 4;

  private static final int MAX_ENDED = 8;

  /** A run is taken to have ended when so many reads went elsewhere: some segments' worth. */
  private static final int ENDED_AFTER_READS = 128;

  /** What the kernel reads beyond what a program asks for, at most; with some to spare. */
  private static final long KERNEL_READ_AHEAD_BYTES = 5 << 18;

  private static final long WHOLE_AFTER_BYTES = 32 << 20;

  private final long sizeBytes;
  private final List<Run> runs = new ArrayList<>(); // least recently used first
  private final Deque<Long> endedLengths = new ArrayDeque<>();
  private long headerEnd;
  private @Nullable TensorLayout layout;
  private long reads;
  private long touchedBytes;
  private boolean wholeWanted;

  /**
   * @param sizeBytes length of the blob
   */
  public AccessPattern(long sizeBytes) {
    this.sizeBytes = sizeBytes;
  }

  /** Says where the header ends: who reads it may not want anything else. */
  synchronized void setHeaderEnd(long offset) {
    headerEnd = offset;
  }

  /** Says where the tensors are. */
  synchronized void setLayout(TensorLayout tensors) {
    headerEnd = tensors.dataStart();
    layout = tensors;
  }

  /**
   * Notes a read and returns what should be fetched after it; often nothing.
   *
   * @param absent whether the bytes that are read are not here yet
   */
  public ByteRange touch(ByteRange read, boolean absent) {
    return touch(read, absent, Long.MAX_VALUE);
  }

  /**
   * As {@link #touch(ByteRange, boolean)}, for a reader ahead of whom little can be kept.
   *
   * @param mostAheadBytes so far ahead something may be fetched
   */
  synchronized ByteRange touch(ByteRange read, boolean absent, long mostAheadBytes) {
    Run run = runOf(read);
    long before = run.end();
    run.extend(read, absent, ++reads);
    runs.forEach(this::noteIfEnded);
    if (isOfHeader(run)) {
      return run.fetchAhead(0, headerEnd, mostAheadBytes);
    }
    touchedBytes += layout == null ? 0 : run.end() - before;
    return run.fetchAhead(endOfTensors(layout, read), limit(run), mostAheadBytes);
  }

  private Run runOf(ByteRange read) {
    Run nearest = null;
    for (Run run : runs) {
      if (run.isContinuedBy(read)
          && (nearest == null || run.distance(read) < nearest.distance(read))) {
        nearest = run;
      }
    }
    if (nearest == null) {
      if (runs.size() == MAX_RUNS) {
        noteEnded(runs.remove(0));
      }
      nearest = new Run(read);
    } else {
      runs.remove(nearest);
    }
    runs.add(nearest);
    return nearest;
  }

  private void noteIfEnded(Run run) {
    if (reads - run.lastRead() > ENDED_AFTER_READS) {
      noteEnded(run);
    }
  }

  /** Notes the length of a run, once. It may go on yet: then its length was too short a guess. */
  private void noteEnded(Run run) {
    if (!run.markEnded()) {
      return;
    }
    if (endedLengths.size() == MAX_ENDED) {
      endedLengths.removeFirst();
    }
    endedLengths.addLast(run.lengthBytes());
  }

  /** Tells whether so far only the header was read, and what the kernel reads beyond by itself. */
  private boolean isOfHeader(Run run) {
    return run.start() < headerEnd && run.end() <= headerEnd + KERNEL_READ_AHEAD_BYTES;
  }

  /** Returns up to where something may be fetched ahead of a run. */
  private long limit(Run run) {
    if (layout == null && endedLengths.size() >= MIN_ENDED) {
      long longest = endedLengths.stream().mapToLong(Long::longValue).max().orElse(0);
      if (run.lengthBytes() <= longest) {
        return Math.min(sizeBytes, run.start() + longest);
      }
    }
    return sizeBytes;
  }

  /** Returns the end of the tensor that is read, or of the next one when half of it is read. */
  private static long endOfTensors(@Nullable TensorLayout layout, ByteRange read) {
    if (layout == null || read.end() <= layout.dataStart()) {
      return 0;
    }
    ByteRange tensor = layout.at(read.end() - 1);
    boolean half = read.end() - tensor.start() >= tensor.length() / 2;
    return half ? layout.at(tensor.end()).end() : tensor.end();
  }

  /** Tells, once, that from now on the whole blob should be fetched. */
  synchronized boolean beginsToWantWhole() {
    long enough = Math.min(Math.max(WHOLE_AFTER_BYTES, sizeBytes / 100 * 3), sizeBytes / 4);
    if (wholeWanted || layout == null || touchedBytes < enough) {
      return false;
    }
    wholeWanted = true;
    return true;
  }
}
