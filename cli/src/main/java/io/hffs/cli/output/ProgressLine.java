package io.hffs.cli.output;

import io.hffs.daemon.api.Progress;
import io.hffs.fs.repo.RepoPath;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * One line that tells how far a transfer is:
 *
 * <pre>  42% [########............] 1.2 GB of 2.9 GB  35.1 MB/s  48s left  3/12 model.safetensors
 * </pre>
 */
final class ProgressLine {

  private static final int BAR = 20;

  private ProgressLine() {}

  /** Renders it, cut to {@code columns}; pure. */
  static String render(Progress progress, RateMeter rate, int columns) {
    long whole = progress.totalBytes();
    int filled =
        whole == 0 ? BAR : (int) (BAR * Math.min(1.0, (double) progress.doneBytes() / whole));
    StringBuilder line = new StringBuilder();
    line.append(String.format(Locale.ROOT, "%4s", Sizes.percent(progress.doneBytes(), whole)));
    line.append(" [").append("#".repeat(filled)).append(".".repeat(BAR - filled)).append("] ");
    line.append(amounts(progress, rate));
    line.append("  ").append(progress.doneFiles()).append('/').append(progress.totalFiles());
    RepoPath current = progress.current();
    if (current != null) {
      line.append(' ').append(current);
    }
    return line.length() < columns ? line.toString() : line.substring(0, Math.max(0, columns - 1));
  }

  /** Returns the amounts, the rate and the time left. */
  static String amounts(Progress progress, RateMeter rate) {
    StringBuilder text = new StringBuilder();
    text.append(Sizes.text(progress.doneBytes())).append(" of ");
    text.append(Sizes.text(progress.totalBytes()));
    long bytesPerSecond = rate.bytesPerSecond();
    if (bytesPerSecond > 0) {
      text.append("  ").append(Sizes.text(bytesPerSecond)).append("/s");
      Optional<Duration> left = rate.timeFor(progress.totalBytes() - progress.doneBytes());
      left.ifPresent(time -> text.append("  ").append(duration(time)).append(" left"));
    }
    return text.toString();
  }

  /** Writes {@code 48s}, {@code 2m05s}, {@code 3h07m}. */
  static String duration(Duration time) {
    long seconds = Math.max(0, time.toSeconds());
    if (seconds < 60) {
      return seconds + "s";
    }
    return seconds < 3600
        ? String.format(Locale.ROOT, "%dm%02ds", seconds / 60, seconds % 60)
        : String.format(Locale.ROOT, "%dh%02dm", seconds / 3600, seconds / 60 % 60);
  }
}
