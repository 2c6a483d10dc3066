package io.hffs.daemon.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.daemon.peer.TestCaller.Answer;
import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.faults.OddNames;
import io.hffs.fs.peer.PeerProtocol;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.testhub.TestHub;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A paired machine asks for what lies elsewhere, by every name that it can think of. */
@Timeout(600)
class OddNamesTest {

  private static final List<String> PLACES =
      List.of(
          "/%s",
          "/v1/%s",
          PeerProtocol.BLOBS + "%s",
          PeerProtocol.REFS + "?repo=%s",
          PeerProtocol.SNAPSHOTS + "?repo=%s&commit={commit}",
          PeerProtocol.SNAPSHOTS + "?repo=org/open&commit=%s");

  private static final String CONTENT = "what the file says";

  @TempDir Path home;
  @TempDir Path elsewhere;

  @Test
  @FaultCase(27)
  void noNameLeadsOutOfTheCache(FaultRun run) throws Exception {
    try (TestHub hub = TestHub.start()) {
      hub.addRepo("org/open").commit("Add", files -> files.text("a.txt", CONTENT));
      try (TestMachine machine = TestMachine.open(home, hub.endpoint())) {
        Snapshot tree = machine.fetch("org/open");
        TestCaller caller = TestCaller.device();
        machine.trust(caller.id());
        ask(caller, machine, "/", tree.commit().hex()); // so that all classes are loaded
        Set<String> before = files(home);

        if (FaultRun.isFull()) {
          try (OpenedFiles opened = OpenedFiles.watch(elsewhere.resolve("strace"))) {
            askForAll(run, machine, caller, tree.commit().hex());
            run.figure(requireNothingElseOpened(opened) + " files opened, all its own");
          }
        } else {
          askForAll(run, machine, caller, tree.commit().hex());
        }

        assertThat(files(home)).isEqualTo(before);
      }
    }
  }

  private void askForAll(FaultRun run, TestMachine machine, TestCaller caller, String commit) {
    OddNames names = new OddNames(run.random());
    int count = run.times(200, 5_000);
    for (int i = 0; i < count; i++) {
      String path = PLACES.get(i % PLACES.size()).replace("%s", names.next());
      Answer answer = ask(caller, machine, path, commit);
      assertThat(answer.status())
          .as(path)
          .matches(status -> status == 0 || (status >= 400 && status < 500), "refused");
      assertThat(answer.head()).as(path).doesNotContain("X-Evil: 1\r\n");
      assertThat(answer.body()).as(path).doesNotContain(CONTENT, "root:", "BEGIN");
    }
    run.fired(count, "names asked for");
  }

  private static Answer ask(TestCaller caller, TestMachine machine, String path, String commit) {
    String line = "GET " + path.replace("{commit}", commit) + " HTTP/1.1\r\n";
    return caller.say(
        machine.port(),
        (line + "Host: peer\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.UTF_8));
  }

  private static Set<String> files(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.map(Path::toString).collect(Collectors.toSet());
    }
  }

  /** Besides its own files: those of the JVM, which are not what the names are made of. */
  private int requireNothingElseOpened(OpenedFiles opened) throws IOException {
    List<String> paths = opened.paths();
    assertThat(paths)
        .filteredOn(path -> !path.startsWith(home.toString()))
        .noneMatch(
            path ->
                path.contains("..")
                    || path.contains("%")
                    || path.contains("passwd")
                    || path.contains("device.pem")
                    || path.contains("peers.json"));
    return paths.size();
  }
}
