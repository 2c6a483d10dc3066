package io.hffs.cli.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program that reads the files of a mount at random, in every way there is, and compares each
 * byte. It ends at once when it sees a wrong byte, an end inside a file, an errno that nobody
 * promised or a wait that was too long. Runs outside of the machine's network, so that a crash
 * spares it.
 */
final class SoakReader {

  private static final String PROGRAM =
      """
      import errno, mmap, os, random, signal, sys, time
      mount, oracle, clock = sys.argv[1:4]
      rng, end, limit = random.Random(int(sys.argv[4])), time.monotonic() + float(sys.argv[5]), float(sys.argv[6])
      allowed = {errno.EIO, errno.ETIMEDOUT, errno.ESTALE}
      fixed, moving = f'{mount}/acme/fixed/main', f'{mount}/acme/moving/main'
      names = sorted(os.listdir(oracle))
      truth = {name: open(f'{oracle}/{name}', 'rb').read() for name in names}
      reads = refused = restarts = 0
      longest = 0.0

      def fail(text):
          print(text)
          sys.exit(1)

      def what(first, *others):
          return (os.readlink(f'/proc/self/fd/{first}') if isinstance(first, int) else first, *others)

      def timed(call, *arguments):
          global longest
          begin = time.monotonic()
          try:
              return call(*arguments)
          finally:
              took = time.monotonic() - begin
              longest = max(longest, took)
              if took > limit:
                  fail(f'{call.__name__} {what(*arguments)} took {took:.1f} s')

      def check(name, fd, offset, wanted):
          # Pages that came before one that cannot be had are a short read; the next tells the error.
          global reads
          data, last = b'', min(wanted, len(truth[name]) - offset)
          while len(data) < last:
              some = timed(os.pread, fd, wanted - len(data), offset + len(data))
              if not some:
                  fail(f'{name}: ends at {offset + len(data)}')
              data += some
          reads += 1
          right = truth[name][offset:offset + wanted]
          if data != right:
              wrong = next((i for i, (a, b) in enumerate(zip(data, right)) if a != b), len(data))
              fail(f'{name} at {offset}: {len(data)} of {len(right)} bytes, wrong from {wrong}')

      def opened(path, use):
          fd = timed(os.open, path, os.O_RDONLY)
          try:
              use(fd)
              os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
          finally:
              os.close(fd)

      def anywhere(name):
          def use(fd):
              for _ in range(4):
                  offset, wanted = rng.randrange(len(truth[name])), rng.randint(1, 200_000)
                  check(name, fd, offset, wanted)
          opened(f'{fixed}/{name}', use)

      def along(name):
          def use(fd):
              if timed(os.fstat, fd).st_size != len(truth[name]):
                  fail(f'{name}: another size')
              offset = rng.randrange(len(truth[name])) & ~0xffff
              for at in range(offset, min(offset + (2 << 20), len(truth[name])), 128 << 10):
                  check(name, fd, at, 128 << 10)
          opened(f'{fixed}/{name}', use)

      def mapped(name):
          # A page that cannot be had is a SIGBUS, so a child looks.
          global refused, reads
          def use(fd):
              with mmap.mmap(fd, 0, prot=mmap.PROT_READ) as memory:
                  for _ in range(3):
                      at = rng.randrange(len(memory))
                      if memory[at:at + 5000] != truth[name][at:at + 5000]:
                          os._exit(1)
              os._exit(0)
          child = os.fork()
          if child == 0:
              try:
                  opened(f'{fixed}/{name}', use)
              except OSError as failure:
                  os._exit(2)
              os._exit(3)
          status = os.waitpid(child, 0)[1]
          if os.WIFSIGNALED(status) and os.WTERMSIG(status) != signal.SIGBUS or status in (1 << 8, 3 << 8):
              fail(f'{name} mapped: status {status:x}')
          reads, refused = reads + 1, refused + (status != 0)

      def listed(name):
          if sorted(timed(os.listdir, fixed)) != names:
              fail('the listing is another')
          if timed(os.stat, f'{fixed}/{name}').st_size != len(truth[name]):
              fail(f'{name}: another size')

      def moved(name):
          def use(fd):
              global reads
              size = timed(os.fstat, fd).st_size
              data = b''
              while len(data) < size:
                  some = timed(os.pread, fd, 128 << 10, len(data))
                  if not some:
                      fail(f'moving: {len(data)} of {size} bytes')
                  data += some
              line = data[:9]
              if data != (line * (size // 9 + 1))[:size] or size != int(line) * 7919 % 300000 + 9000:
                  fail(f'moving: two commits in one file, {size} bytes, first {line}')
              reads += 1
          opened(f'{moving}/file-{rng.randrange(4)}', use)

      def generation():
          with open(clock) as file:
              return file.read()

      while time.monotonic() < end:
          before = generation()
          try:
              rng.choices((anywhere, along, mapped, listed, moved), (8, 4, 2, 1, 2))[0](rng.choice(names))
          except OSError as failure:
              if before == 'down' or generation() != before:
                  restarts += 1
                  time.sleep(0.05)
              elif failure.errno in allowed:
                  refused += 1
                  time.sleep(0.01)
              else:
                  fail(f'{failure!r}')
      print(reads, refused, restarts, longest)
      """;

  /** What it promises to wait for at most: a read, what the catalogue adds, and a slow machine. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(32);

  /**
   * What it saw.
   *
   * @param reads that were compared
   * @param refused how many ended with an errno that may be
   * @param restarts how many met a daemon that was gone
   */
  record Result(long reads, long refused, long restarts, double longestWaitSeconds) {}

  private final Process process;

  private SoakReader(Process process) {
    this.process = process;
  }

  /**
   * Starts one.
   *
   * @param oracle a directory with the files of {@code acme/fixed} as they must be
   * @param clock a file that says {@code down} while there need be no daemon, and else something
   *     new after each such time
   */
  static SoakReader start(Path mount, Path oracle, Path clock, long seed, Duration length)
      throws IOException {
    return new SoakReader(
        Command.start(
            Map.of("PATH", Command.path()),
            List.of(
                "python3",
                "-c",
                PROGRAM,
                mount.toString(),
                oracle.toString(),
                clock.toString(),
                Long.toString(seed),
                Long.toString(length.toSeconds()),
                Long.toString(LONGEST_WAIT.toSeconds()))));
  }

  /** Fails when it has ended because of what it saw. */
  void assertSound() throws IOException {
    if (!process.isAlive() && process.exitValue() != 0) {
      throw new AssertionError(
          "a reader saw what must not be: "
              + new String(process.getInputStream().readAllBytes(), UTF_8));
    }
  }

  /** Returns what it saw, when it is done. */
  Result finish(Duration limit) throws IOException, InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("a reader is not done in " + limit);
    }
    assertSound();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    String[] words = said.split(" ", -1);
    return new Result(
        Long.parseLong(words[0]),
        Long.parseLong(words[1]),
        Long.parseLong(words[2]),
        Double.parseDouble(words[3]));
  }

  void kill() {
    process.destroyForcibly();
  }

  /** Writes the word that readers of this clock look for. */
  static void tell(Path clock, String word) throws IOException {
    Path next = clock.resolveSibling(clock.getFileName() + ".next");
    Files.writeString(next, word);
    Files.move(next, clock, StandardCopyOption.ATOMIC_MOVE);
  }
}
