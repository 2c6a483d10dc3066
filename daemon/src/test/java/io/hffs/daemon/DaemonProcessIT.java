package io.hffs.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.DaemonAddress;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.api.HffsApi;
import io.hffs.daemon.api.Installation;
import io.hffs.daemon.api.StartRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real daemons in processes of their own, on a file system in memory. */
class DaemonProcessIT {

  @TempDir Path home;
  private Path root;
  private Installation installation;

  @BeforeEach
  void settle() throws Exception {
    root = home.resolve("cache");
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("HFFS_HOME", root.toString());
    environment.put("XDG_CONFIG_HOME", home.resolve("config").toString());
    installation = DaemonMain.installation(environment, home);
    installation.settings().store("daemon.port", "0");
  }

  @AfterEach
  void leaveNoProcess() throws Exception {
    Optional<DaemonAddress> left = installation.runningDaemon();
    if (left.isPresent()) {
      end(left.get(), true);
    }
  }

  /** Signals the process and waits until it has gone. */
  private static void end(DaemonAddress address, boolean forcibly) throws Exception {
    Optional<ProcessHandle> process = ProcessHandle.of(address.pid());
    if (process.isPresent()) {
      boolean signalled = forcibly ? process.get().destroyForcibly() : process.get().destroy();
      assertThat(signalled).isTrue();
      process.get().onExit().get(20, TimeUnit.SECONDS);
    }
  }

  private static HttpResponse<String> call(DaemonAddress address, String method, String path)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.port() + path))
            .header("Authorization", "Bearer " + address.token())
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aStartedDaemonAnswersIsFoundAndStops() throws Exception {
    DaemonAddress address = installation.startDaemon(StartRequest.DEFAULT);

    assertThat(call(address, "GET", "/api/v1/status").statusCode()).isEqualTo(200);
    assertThat(installation.runningDaemon()).contains(address);
    assertThat(installation.startDaemon(StartRequest.DEFAULT)).isEqualTo(address);
    assertThat(call(address, "POST", "/api/v1/stop").statusCode()).isEqualTo(202);
    assertThat(installation.awaitStopped()).isTrue();
    assertThat(installation.runningDaemon()).isEmpty();
    // The connections of these calls are idle, as that of 'hffs daemon stop': no trouble.
    assertThat(log())
        .isNotEmpty()
        .noneMatch(line -> line.contains(" ERROR ") || line.contains(" WARN "));
  }

  private List<String> log() throws IOException {
    return Files.readAllLines(root.resolve("logs/hffs.log"));
  }

  @Test
  void sigtermEndsItInOrderAndTheLogTellsSo() throws Exception {
    DaemonAddress address = installation.startDaemon(StartRequest.DEFAULT);

    end(address, false);

    assertThat(installation.runningDaemon()).isEmpty();
    assertThat(log().get(log().size() - 1)).endsWith("Daemon: ended");
  }

  @Test
  void aKilledDaemonLeavesNothingInTheWay() throws Exception {
    DaemonAddress first = installation.startDaemon(StartRequest.DEFAULT);
    end(first, true);

    assertThat(installation.runningDaemon()).isEmpty();
    DaemonAddress second = installation.startDaemon(StartRequest.DEFAULT);
    assertThat(second.pid()).isNotEqualTo(first.pid());
    assertThat(second.token()).isNotEqualTo(first.token());
    assertThat(call(second, "GET", "/api/v1/status").statusCode()).isEqualTo(200);
  }

  @Test
  void aDaemonWhoseDirectoryWasRemovedIsFoundAgain() throws Exception {
    DaemonAddress address = installation.startDaemon(StartRequest.DEFAULT);

    removeAll();

    assertThat(awaitDaemon()).isEqualTo(address);
    assertThat(call(address, "POST", "/api/v1/stop").statusCode()).isEqualTo(202);
    assertThat(installation.awaitStopped()).isTrue();
  }

  @Test
  void aDaemonWhoseDirectoryAnotherOneHasByNowEnds() throws Exception {
    DaemonAddress first = installation.startDaemon(StartRequest.DEFAULT);
    signal("STOP", first); // else it would be the one that takes it
    removeAll();
    DaemonAddress second = installation.startDaemon(StartRequest.DEFAULT);
    ProcessHandle process = ProcessHandle.of(first.pid()).orElseThrow();
    signal("CONT", first);

    process.onExit().get(20, TimeUnit.SECONDS);
    assertThat(installation.runningDaemon()).contains(second);
    assertThat(call(second, "GET", "/api/v1/status").statusCode()).isEqualTo(200);
  }

  private void removeAll() throws Exception {
    assertThat(new ProcessBuilder("rm", "-rf", root.toString()).start().waitFor()).isZero();
  }

  private static void signal(String name, DaemonAddress daemon) throws Exception {
    String pid = Long.toString(daemon.pid());
    assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor()).isZero();
  }

  private DaemonAddress awaitDaemon() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (System.nanoTime() - deadline < 0) {
      Optional<DaemonAddress> found = installation.runningDaemon();
      if (found.isPresent()) {
        return found.get();
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    throw new AssertionError("nobody finds the daemon");
  }

  @Test
  void oneOfManyStartsWinsAndAllFindIt() throws Exception {
    List<Callable<DaemonAddress>> starts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      starts.add(() -> installation.startDaemon(StartRequest.DEFAULT));
    }
    ExecutorService pool = Executors.newFixedThreadPool(starts.size());
    List<DaemonAddress> found = new ArrayList<>();
    try {
      for (Future<DaemonAddress> each : pool.invokeAll(starts)) {
        found.add(each.get());
      }
    } finally {
      pool.shutdownNow();
    }

    assertThat(found).hasSize(4).containsOnly(found.get(0));
  }

  @Test
  void whileACommandHoldsTheCacheADaemonSaysSo() throws Exception {
    try (HffsApi held = installation.inProcess("model add")) {
      assertThat(held.status().port()).isZero();
      assertThat(installation.runningDaemon()).isEmpty();
      assertThatThrownBy(() -> installation.startDaemon(StartRequest.DEFAULT))
          .isInstanceOfSatisfying(
              ApiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY))
          .hasMessageContaining("'hffs model add' (process " + ProcessHandle.current().pid());
    }
    assertThat(installation.awaitStopped()).isTrue();
  }

  @Test
  void whileADaemonRunsACommandCannotTakeTheCache() throws Exception {
    DaemonAddress address = installation.startDaemon(StartRequest.DEFAULT);

    assertThatThrownBy(() -> installation.inProcess("model add"))
        .hasMessageContaining("the hffs daemon (process " + address.pid());
  }

  @Test
  void aPortThatIsTakenIsReplacedUnlessItWasAskedFor() throws Exception {
    try (ServerSocket taken =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> installation.startDaemon(new StartRequest(port, null, null, null)))
          .hasMessageContaining("Port " + port + " of 127.0.0.1 is in use");

      installation.settings().store("daemon.port", "" + port);
      DaemonAddress address = installation.startDaemon(StartRequest.DEFAULT);
      assertThat(address.port()).isNotEqualTo(port);
    }
  }

  @Test
  void aDaemonThatCannotStartShowsItsLog() throws Exception {
    Files.createDirectories(root);
    Files.createDirectory(root.resolve("api-token"));
    Files.writeString(root.resolve("api-token/x"), "", StandardOpenOption.CREATE);

    assertThatThrownBy(() -> installation.startDaemon(StartRequest.DEFAULT))
        .hasMessageContaining("ended as it started")
        .hasMessageContaining("hffs.log")
        .hasMessageContaining("api-token");
  }

  @Test
  void uninstallingLeavesTheMachineAsItWas() throws Exception {
    installation.inProcess("model ls").close();

    installation.uninstall(installation.uninstallPlan());

    assertThat(root).doesNotExist();
    assertThat(home.resolve("config/hffs")).doesNotExist();
  }
}
