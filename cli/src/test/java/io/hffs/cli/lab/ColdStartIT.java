package io.hffs.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hffs.fs.RequiresFuse;
import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.testhub.TestHub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first start of a user whose Hub is out of reach: what fails says so, and what to do. */
@RequiresFuse
class ColdStartIT {

  private static final String REPO = "acme/model";

  @TempDir Path temp;
  private TestHub hub;
  private LocalHome user;

  @BeforeEach
  void settle() throws Exception {
    hub = TestHub.start();
    hub.addRepo(REPO).commit("first", files -> files.text("config.json", "{}\n"));
    user = new LocalHome(temp.resolve("home"), hub.endpoint(), Map.of(), Map.of());
  }

  @AfterEach
  void takeAway() throws Exception {
    try {
      user.close();
    } finally {
      hub.close();
    }
  }

  private Command.Result run(String... words) throws IOException {
    return Command.run(
        Duration.ofMinutes(1), Map.of("PATH", Command.path(), "LC_ALL", "C.UTF-8"), List.of(words));
  }

  @Test
  @FaultCase(18)
  void withoutTheHubAllSaySoAndTheHubIsNamedUntilItIsBack(FaultRun run) throws Exception {
    hub.goDark();
    user.hffs("daemon", "start").ok();
    long begin = System.nanoTime();
    user.mount();
    long mounted = System.nanoTime() - begin;
    run.figure("a whole 'hffs mount' " + Duration.ofNanos(mounted).toMillis() + " ms");

    assertThat(run("ls", user.path("").toString()).ok()).isEqualTo("datasets\nspaces");
    begin = System.nanoTime();
    Command.Result cat = run("cat", user.path(REPO + "/main/config.json").toString());
    assertThat(cat.errors()).contains("Input/output error");
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(32));
    Command.Result add = user.hffs("model", "add", REPO);
    assertThat(add.exitCode()).isNotZero();
    assertThat(add.errors())
        .contains("refuses the connection")
        .doesNotContain("Exception", "\tat ");

    assertThat(user.status().at("/warnings/0").asText())
        .startsWith("Source 'hub' has not answered since ")
        .contains("what is cached can be read");
    Command.Result doctor = user.hffs("doctor");
    assertThat(doctor.exitCode()).isEqualTo(1);
    assertThat(doctor.output()).contains("FAIL  Hub: ").contains("Source 'hub' has not answered");
    assertThat(log())
        .anyMatch(line -> line.contains("failed (errno 5): localhost refuses the connection"));
    run.fired(4, "uses without the hub, cache cold");

    hub.comeBack();
    awaitNoWarning();
    assertThat(run("cat", user.path(REPO + "/main/config.json").toString()).ok()).isEqualTo("{}");
  }

  private List<String> log() throws IOException {
    return Files.readAllLines(user.directory().resolve("cache/logs/hffs.log"));
  }

  private void awaitNoWarning() throws IOException {
    long deadline = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    JsonNode warnings;
    do {
      run("stat", user.path(REPO + "/main/config.json").toString());
      warnings = user.status().get("warnings");
      assertThat(System.nanoTime()).as("still %s", warnings).isLessThan(deadline);
    } while (!warnings.isEmpty());
  }
}
