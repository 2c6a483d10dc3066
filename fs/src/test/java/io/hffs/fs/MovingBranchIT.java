package io.hffs.fs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.catalog.HeldRevisions;
import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.fuse.FuseMount;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.ResolvedRevision;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.TestHubConfig;
import io.hffs.fs.testhub.TestRepo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Main moves to other commits while it is read: no read ever mixes two. */
@RequiresFuse
class MovingBranchIT {

  private static final String ID = "acme/model";
  private static final int FILES = 6;
  private static final int READERS = 8;

  /** Line {@code <number of the commit>\n} over and over; the length follows from the number. */
  private static final String READER =
      """
      import errno, os, random, sys, time
      root, files, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
      rng = random.Random(int(sys.argv[4]))
      end, loads, commits, stale = time.monotonic() + seconds, 0, set(), 0

      def read(name):
          global stale
          for attempt in range(5):
              try:
                  with open(f'{root}/{name}', 'rb') as file:
                      return os.fstat(file.fileno()).st_size, file.read()
              except OSError as failure:
                  if failure.errno != errno.ESTALE:
                      raise
                  stale += 1
          sys.exit(f'{name}: stale five times')

      def commit_of(name):
          size, data = read(name)
          line = data[:9]
          number = int(line)
          length = (number * 7919) % 300000 + 9000
          expected = (line * (length // 9 + 1))[:length]
          if data != expected or size != length:
              sys.exit(f'{name}: {size} bytes by stat, {len(data)} read, {length} in commit {number}'
                       f', mixed: {data != expected}, zeros: {data.count(0)}')
          return number

      while time.monotonic() < end:
          try:
              first = open(f'{root}/file-0', 'rb')
          except OSError as failure:
              if failure.errno != errno.ESTALE:
                  raise
              stale += 1
              continue
          with first:
              found = {commit_of(f'file-{i}') for i in range(files)}
              found.add(int(first.read(9)))
          if len(found) != 1:
              sys.exit(f'one load of the commits {found}')
          loads, commits = loads + 1, commits | found
          time.sleep(rng.random() * 0.1)
      print(loads, len(commits), stale)
      """;

  @TempDir Path temp;
  private MountedHub mounted;
  private TestRepo repo;
  private int commits;

  @BeforeEach
  void mount() throws Exception {
    mounted =
        MountedHub.in(
            temp.resolve("home"),
            TestHubConfig.DEFAULT,
            config -> MountedHub.withIdleAfter(config, Duration.ofMillis(300)));
    repo = mounted.hub().addRepo(ID);
    commitNext();
  }

  @AfterEach
  void unmount() throws Exception {
    mounted.close();
  }

  private static int length(int number) {
    return number * 7919 % 300_000 + 9000;
  }

  private void commitNext() {
    int number = ++commits;
    int length = length(number);
    String line = "%08d\n".formatted(number);
    String text = line.repeat(length / line.length() + 1).substring(0, length);
    TestContent content = TestContent.ofText(text);
    repo.commit(
        "commit " + number,
        files -> {
          for (int i = 0; i < FILES; i++) {
            if (i % 2 == 0) {
              files.text("file-" + i, text);
            } else {
              files.lfs("file-" + i, content);
            }
          }
        });
  }

  /** The kernel may tell of a close when the program has gone on; the branch stays until then. */
  private void awaitClosed() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (isOpen()) {
      assertThat(System.nanoTime()).as("a file stays open").isLessThan(deadline);
      Thread.sleep(2);
    }
  }

  private boolean isOpen() {
    RepoId id = RepoId.parse(ID);
    HeldRevisions revisions = mounted.files().revisions();
    Optional<ResolvedRevision> held = revisions.known(id, Revision.MAIN);
    return held.isPresent() && revisions.isOpen(id, held.get().commit());
  }

  private String refreshAndRead(Path root) throws Exception {
    awaitClosed();
    mounted.files().revisions().refresh(RepoId.parse(ID), Revision.MAIN);
    String script = "cd \"$1\" && for f in *; do head -n1 $f; cat $f | wc -c; done | sort -u";
    return Shell.sh(script, root).ok();
  }

  @Test
  @FaultCase(17)
  void noLoadEverMixesTwoCommits(FaultRun run) throws Exception {
    int seconds = run.times(6, 600);
    long everyMillis = run.times(200, 1000);
    Path root = mounted.path(ID + "/main");
    List<Process> readers = new ArrayList<>();
    try {
      for (int i = 0; i < READERS; i++) {
        readers.add(Shell.start("python3", "-c", READER, root, FILES, seconds, run.seed() + i));
      }
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds + 60L);
      for (Process reader : readers) {
        while (!reader.waitFor(everyMillis, TimeUnit.MILLISECONDS)) {
          assertThat(System.nanoTime()).as("readers that never end").isLessThan(deadline);
          commitNext();
          if (commits % 2 == 0) { // half of the moves by themselves, half by command
            mounted.files().revisions().refresh(RepoId.parse(ID), Revision.MAIN);
          }
        }
      }
      List<String> said = new ArrayList<>();
      for (Process reader : readers) {
        String errors = new String(reader.getErrorStream().readAllBytes(), UTF_8);
        assertThat(errors).isEmpty();
        assertThat(reader.waitFor()).isZero();
        said.add(new String(reader.getInputStream().readAllBytes(), UTF_8).strip());
      }
      System.out.printf(
          "%d commits; loads, commits seen, ESTALE: %s%n",
          commits, said.stream().collect(Collectors.joining(" | ")));
      assertThat(said).allMatch(line -> new Scanner(line).skip("\\d+").nextInt() > 2, "saw moves");
      run.fired(commits, "moves of the branch");
      run.figure(loads(said) + " loads of " + FILES + " files, none of two commits");
    } finally {
      readers.forEach(Process::destroyForcibly);
    }
  }

  private static int loads(List<String> said) {
    return said.stream().mapToInt(line -> new Scanner(line).nextInt()).sum();
  }

  @Test
  void aRefreshShowsNewBytesAtOnceInAllMounts() throws Exception {
    FuseMount second = mounted.mount(temp.resolve("second"));
    try {
      for (int i = 0; i < 5; i++) {
        commitNext();
        for (Path root : List.of(mounted.mountpoint(), second.mountpoint())) {
          // The kernel has the sizes of the commit before in its memory, which is good for 30 s.
          assertThat(refreshAndRead(root.resolve(ID + "/main")))
              .isEqualTo("%08d\n%d".formatted(commits, length(commits)));
        }
      }
    } finally {
      second.unmount();
    }
  }

  @Test
  void aFileThatBecameADirectoryIsOne() throws Exception {
    Path name = mounted.path(ID + "/main/name");
    repo.commit("a file", files -> files.text("name", "a file\n"));
    mounted.files().revisions().refresh(RepoId.parse(ID), Revision.MAIN);
    assertThat(Shell.run("cat", name).ok()).isEqualTo("a file");
    awaitClosed();
    repo.commit("a directory", files -> files.remove("name").text("name/inside", "inside\n"));
    mounted.files().revisions().refresh(RepoId.parse(ID), Revision.MAIN);

    // The kernel takes it for a file until it is opened: that makes it look again.
    assertThat(Shell.sh("exec 3< \"$1\" && cat \"$1/inside\"", name).ok()).isEqualTo("inside");
  }

  @Test
  @FaultCase(17)
  void anOpenFileKeepsItsCommit(FaultRun run) throws Exception {
    Path file = mounted.path(ID + "/main/file-1");
    mounted.files().revisions().refresh(RepoId.parse(ID), Revision.MAIN);
    Process reader = Shell.start("sh", "-c", "exec 3< \"$1\"; echo; read go; cat <&3", "sh", file);
    try {
      assertThat(reader.getInputStream().read()).isEqualTo('\n');
      commitNext();
      mounted.files().revisions().refresh(RepoId.parse(ID), Revision.MAIN);
      assertThat(Shell.sh("head -n1 \"$1\"", file).ok()).isEqualTo("00000001");
      reader.getOutputStream().write('\n');
      reader.getOutputStream().close();
      byte[] bytes = reader.getInputStream().readAllBytes();

      assertThat(bytes).hasSize(length(1));
      assertThat(new String(bytes, UTF_8)).doesNotContain("00000002");
      assertThat(reader.waitFor(20, TimeUnit.SECONDS)).isTrue();
    } finally {
      reader.destroyForcibly();
    }
    awaitClosed();
    assertThat(Shell.sh("head -n1 \"$1\"", file).ok()).as("then").isEqualTo("00000002");
    run.fired(commits - 1, "move under an open file");
  }
}
