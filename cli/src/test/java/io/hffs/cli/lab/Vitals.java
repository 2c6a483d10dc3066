package io.hffs.cli.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** What a process takes of the machine, sampled while it works. For use by one thread. */
final class Vitals {

  private static final int KIB = 1024;
  private static final double MIB = 1 << 20;

  /**
   * One look.
   *
   * @param seconds since the first
   * @param residentBytes of memory
   */
  private record Sample(double seconds, double residentBytes, double descriptors, double threads) {}

  private final Path proc;
  private final long begin = System.nanoTime();
  private final List<Sample> samples = new ArrayList<>();

  Vitals(ProcessHandle process) {
    this.proc = Path.of("/proc", Long.toString(process.pid()));
  }

  void sample() throws IOException {
    double residentBytes = 0;
    double threads = 0;
    for (String line : Files.readAllLines(proc.resolve("status"))) {
      if (line.startsWith("VmRSS:")) {
        residentBytes = number(line) * KIB;
      } else if (line.startsWith("Threads:")) {
        threads = number(line);
      }
    }
    double descriptors;
    try (Stream<Path> open = Files.list(proc.resolve("fd"))) {
      descriptors = open.count();
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    samples.add(new Sample(seconds, residentBytes, descriptors, threads));
  }

  private static double number(String line) {
    return Double.parseDouble(line.replaceAll("\\D", ""));
  }

  /** Returns by how many bytes resident memory grew in the second half, along a straight line. */
  double residentGrowth() {
    return growth(Sample::residentBytes);
  }

  double meanResident() {
    return half().stream().mapToDouble(Sample::residentBytes).average().orElse(0);
  }

  double descriptorGrowth() {
    return growth(Sample::descriptors);
  }

  double threadGrowth() {
    return growth(Sample::threads);
  }

  private List<Sample> half() {
    return samples.subList(samples.size() / 2, samples.size());
  }

  /** The slope of the least squares of the second half, times its length. */
  private double growth(ToDoubleFunction<Sample> value) {
    List<Sample> half = half();
    double meanTime = half.stream().mapToDouble(Sample::seconds).average().orElse(0);
    double mean = half.stream().mapToDouble(value).average().orElse(0);
    double covariance = 0;
    double variance = 0;
    for (Sample sample : half) {
      double time = sample.seconds() - meanTime;
      covariance += time * (value.applyAsDouble(sample) - mean);
      variance += time * time;
    }
    double length = half.get(half.size() - 1).seconds() - half.get(0).seconds();
    return variance == 0 ? 0 : covariance / variance * length;
  }

  @Override
  public String toString() {
    Sample last = samples.get(samples.size() - 1);
    return String.format(
        Locale.ROOT,
        "memory %.0f MiB, %+.1f in the second half; descriptors %.0f, %+.1f; threads %.0f, %+.1f",
        last.residentBytes() / MIB,
        residentGrowth() / MIB,
        last.descriptors(),
        descriptorGrowth(),
        last.threads(),
        threadGrowth());
  }
}
