package io.hffs.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.testhub.RepoAccess;
import io.hffs.fs.testhub.RequestRecord;
import io.hffs.fs.testhub.TestContent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The user's token is taken back on the Hub while a private repository is mounted and used. */
@RequiresFuse
class RevokedTokenIT {

  private static final String TOKEN = "hf_revokedRevokedRevoked";
  private static final int MIB = 1 << 20;
  private static final int FILES = 40;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** Reads files that are not here, over and over, on eight threads; counts each errno. */
  private static final String READERS =
      """
      import collections, errno, sys, threading, time
      names, seconds = sys.argv[2:], float(sys.argv[1])
      end, seen = time.monotonic() + seconds, collections.Counter()

      def read():
          while time.monotonic() < end:
              for name in names:
                  try:
                      with open(name, 'rb') as file:
                          file.read(1)
                      seen['OK'] += 1
                  except OSError as failure:
                      seen[errno.errorcode[failure.errno]] += 1
                  time.sleep(0.005)

      threads = [threading.Thread(target=read) for _ in range(8)]
      [thread.start() for thread in threads]
      [thread.join() for thread in threads]
      print(' '.join(sorted(seen)), sum(seen.values()))
      """;

  @TempDir Path temp;
  private MountedHub mounted;

  @BeforeEach
  void mount() throws Exception {
    Path home = temp.resolve("home");
    Files.createDirectories(home.resolve("hf"));
    putToken(TOKEN);
    mounted = MountedHub.in(home);
    mounted.hub().addToken(TOKEN, "me");
    mounted
        .hub()
        .addRepo("acme/secret")
        .setAccess(RepoAccess.PRIVATE)
        .grant("me")
        .commit(
            "first",
            files -> {
              files.lfs("here.bin", TestContent.generated(1, 3 * MIB + 5));
              for (int i = 0; i < FILES; i++) {
                files.lfs("away-" + i, TestContent.generated(10 + i, MIB));
              }
            });
  }

  private void putToken(String token) throws Exception {
    Path file = temp.resolve("home/hf/token");
    Files.writeString(file, token);
    Shell.run("chmod", "600", file).ok();
  }

  @AfterEach
  void unmount() throws Exception {
    mounted.close();
  }

  private Path file(String name) {
    return mounted.path("acme/secret/main/" + name);
  }

  @Test
  @FaultCase(14)
  void whatIsNotHereIsClosedAndTheHubIsLeftAlone(FaultRun run) throws Exception {
    String sum = Shell.sh("sha256sum < \"$1\"", file("here.bin")).ok();
    mounted.awaitIdle();
    mounted.hub().clearRequests();
    mounted.hub().removeToken(TOKEN);
    assertThat(Probe.read(file("away-0"))).containsExactly("EACCES");

    String[] said = readAbsent(run.times(3, 150)).split(" ", 2);

    assertThat(said[0]).as("what the readers saw").isEqualTo("EACCES");
    assertThat(Shell.sh("sha256sum < \"$1\"", file("here.bin")).ok()).isEqualTo(sum);
    List<RequestRecord> asked = mounted.hub().requests();
    int most = mostInAMinute(asked);
    assertThat(most).as("requests in a minute: %s", mounted.requests()).isLessThanOrEqualTo(6);
    run.fired(
        asked.stream().filter(request -> request.status() == 401).count(), "answers with 401");
    run.figure(said[1] + " reads refused, at most " + most + " requests in a minute");
  }

  @Test
  @FaultCase(14)
  void anotherTokenIsTakenUpAtOnce(FaultRun run) throws Exception {
    mounted.hub().removeToken(TOKEN);
    assertThat(Probe.read(file("here.bin"))).containsExactly("EACCES");
    readAbsent(1);

    String next = TOKEN + "Next";
    mounted.hub().addToken(next, "me");
    putToken(next);

    assertThat(Probe.read(file("here.bin"))).containsExactly("OK");
    run.fired(1, "token revoked and replaced");
  }

  private String readAbsent(int seconds) throws Exception {
    Object[] names = new Object[FILES];
    for (int i = 0; i < FILES; i++) {
      names[i] = file("away-" + i);
    }
    Object[] command = new Object[FILES + 4];
    List.of("python3", "-c", READERS, seconds).toArray(command);
    System.arraycopy(names, 0, command, 4, FILES);
    return Shell.run(Duration.ofSeconds(seconds + 40L), command).ok();
  }

  private static int mostInAMinute(List<RequestRecord> requests) {
    List<Instant> times = requests.stream().map(RequestRecord::time).sorted().toList();
    int most = 0;
    for (Instant first : times) {
      Instant end = first.plus(MINUTE);
      most =
          Math.max(
              most,
              (int) times.stream().filter(t -> !t.isBefore(first) && t.isBefore(end)).count());
    }
    return most;
  }
}
