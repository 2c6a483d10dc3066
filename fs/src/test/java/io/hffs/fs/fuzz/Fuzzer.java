package io.hffs.fs.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.hffs.fs.faults.FaultRun;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Runs one target on its corpus, and then on mutations of it. What must hold of each input: no
 * exception, so much time and so much memory for its length at the most. The target runs on a
 * thread of its own, so that one that hangs is told with its input.
 */
public final class Fuzzer {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Of the thread, so that a busy machine does not count. */
  private static final long MAX_CPU_NANOS = Duration.ofSeconds(1).toNanos();

  private static final Duration HANGS = Duration.ofSeconds(60);

  /** A parser may have its buffers, and a tree of objects for what it read. */
  private static final long MAX_BYTES = 2 << 20;

  private static final long MAX_BYTES_PER_BYTE = 600;

  private final FuzzTarget target;
  private final Path corpus;
  private volatile byte[] input = {};
  private final AtomicLong inputs = new AtomicLong();
  private volatile Throwable finding;
  private long accepted;

  /**
   * @param folder of the module's corpora
   */
  public Fuzzer(FuzzTarget target, Path folder) {
    this.target = target;
    this.corpus = folder.resolve(target.name());
  }

  /** Runs the corpus and {@code count} mutations; writes what was found down. */
  public void run(FaultRun run, int count) throws Exception {
    List<byte[]> seeds = seeds();
    Thread thread = new Thread(() -> feed(seeds, new Mutator(seeds, run.random()), count), "fuzz");
    thread.setDaemon(true);
    thread.start();
    long before = -1;
    while (thread.isAlive() && inputs.get() != before) {
      before = inputs.get();
      thread.join(HANGS.toMillis());
    }
    if (thread.isAlive()) {
      finding = new AssertionError("no end after " + HANGS);
      finding.setStackTrace(thread.getStackTrace());
    }
    if (finding != null) {
      Path kept = Files.write(Path.of("target", "fuzz-" + target), input);
      throw new AssertionError(target + ", input in " + kept.toAbsolutePath(), finding);
    }
    run.fired(inputs.get() - accepted, "of " + inputs + " inputs of " + target + " refused");
  }

  private void feed(List<byte[]> seeds, Mutator mutator, int count) {
    try {
      for (byte[] seed : seeds) {
        feed(seed);
      }
      assertThat(accepted).as("inputs of the corpus that are read").isPositive();
      for (int i = 0; i < count; i++) {
        byte[] mutation = mutator.next();
        if (feed(mutation)) {
          mutator.keep(mutation);
        }
      }
    } catch (Throwable t) {
      finding = t;
    }
  }

  private boolean feed(byte[] next) throws Exception {
    input = next;
    inputs.incrementAndGet();
    boolean read = isWithinLimits(next, false);
    accepted += read ? 1 : 0;
    return read;
  }

  /** Classes and tables that the first such input loads are not its own: so it may try again. */
  private boolean isWithinLimits(byte[] next, boolean again) throws Exception {
    long cpuBefore = THREADS.getCurrentThreadCpuTime();
    long bytesBefore = THREADS.getCurrentThreadAllocatedBytes();
    boolean read = target.parser().accepts(next);
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - bytesBefore;
    long cpu = THREADS.getCurrentThreadCpuTime() - cpuBefore;
    boolean within = bytes < MAX_BYTES + next.length * MAX_BYTES_PER_BYTE && cpu < MAX_CPU_NANOS;
    if (!within && !again) {
      return isWithinLimits(next, true);
    }
    assertThat(within)
        .as("%d bytes allocated, %d ms for an input of %d", bytes, cpu / 1_000_000, next.length)
        .isTrue();
    return read;
  }

  private List<byte[]> seeds() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    try (Stream<Path> files = Files.list(corpus)) {
      for (Path file : (Iterable<Path>) files.sorted()::iterator) {
        seeds.add(Files.readAllBytes(file));
      }
    }
    return seeds;
  }
}
