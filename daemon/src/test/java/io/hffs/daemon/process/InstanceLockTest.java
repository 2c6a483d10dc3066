package io.hffs.daemon.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lock within one process; {@code DaemonProcessIT} has the races between processes. */
@SuppressWarnings("try") // Holding it is the point.
class InstanceLockTest {

  private static final Duration AT_ONCE = Duration.ZERO;

  @TempDir Path root;

  @Test
  void nobodyOwnsAFreshDirectory() throws Exception {
    assertThat(InstanceLock.owner(root)).isEmpty();
    assertThat(InstanceLock.owner(root.resolve("missing"))).isEmpty();
  }

  @Test
  void theOwnerIsKnownWithItsPort() throws Exception {
    try (InstanceLock lock = InstanceLock.acquire(root, InstanceLock.DAEMON, AT_ONCE)) {
      lock.publishPort(9010);

      LockOwner owner = InstanceLock.owner(root).orElseThrow();
      assertThat(owner.pid()).isEqualTo(ProcessHandle.current().pid());
      assertThat(owner.port()).isEqualTo(9010);
      assertThat(owner.isDaemon()).isTrue();
      assertThat(LockOwner.parse(Files.readString(root.resolve("LOCK")))).contains(owner);
    }
  }

  @Test
  void aShorterPortLeavesNothingOfTheLongerOne() throws Exception {
    try (InstanceLock lock = InstanceLock.acquire(root, InstanceLock.DAEMON, AT_ONCE)) {
      lock.publishPort(65535);
      lock.publishPort(0);

      assertThat(LockOwner.parse(Files.readString(root.resolve("LOCK"))).orElseThrow().port())
          .isZero();
    }
  }

  @Test
  void aSecondOneIsRefusedWithTheNameOfTheFirst() throws Exception {
    try (InstanceLock lock = InstanceLock.acquire(root, "model add", AT_ONCE)) {
      assertThatThrownBy(() -> InstanceLock.acquire(root, InstanceLock.DAEMON, AT_ONCE))
          .isInstanceOfSatisfying(
              ApiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY))
          .hasMessageContaining("'hffs model add' (process " + ProcessHandle.current().pid());
      assertThat(InstanceLock.owner(root).orElseThrow().isCommand()).isTrue();
    }
  }

  @Test
  void aClosedLockIsFreeAgain() throws Exception {
    InstanceLock first = InstanceLock.acquire(root, "a", AT_ONCE);
    first.close();
    first.close();

    InstanceLock.acquire(root, "b", AT_ONCE).close();
    assertThat(InstanceLock.owner(root)).isEmpty();
  }

  @Test
  void whatADeadOwnerLeftCountsForNothing() throws Exception {
    Files.writeString(root.resolve("LOCK"), "pid=1\nport=9010\nrole=daemon\n");

    assertThat(InstanceLock.owner(root)).isEmpty();
    InstanceLock.acquire(root, InstanceLock.DAEMON, AT_ONCE).close();
  }

  @Test
  void aGarbledFileIsNoObstacle() throws Exception {
    Files.write(root.resolve("LOCK"), new byte[] {0, -1, 7, '=', '\n'});

    InstanceLock.acquire(root, InstanceLock.DAEMON, AT_ONCE).close();
  }

  @Test
  void twoNamesOfOneDirectoryAreOneLock() throws Exception {
    Path link = root.resolveSibling(root.getFileName() + "-link");
    Files.createSymbolicLink(link, root);
    try (InstanceLock lock = InstanceLock.acquire(root, "a", AT_ONCE)) {
      assertThatThrownBy(() -> InstanceLock.acquire(link, "b", AT_ONCE))
          .isInstanceOf(ApiException.class);
      assertThat(InstanceLock.owner(link)).isPresent();
    } finally {
      Files.delete(link);
    }
  }

  @Test
  void oneOfManyGetsItAtATime() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String role = "racer " + i;
      tasks.add(
          () -> {
            try (InstanceLock lock = InstanceLock.acquire(root, role, Duration.ofSeconds(20))) {
              most.accumulateAndGet(inside.incrementAndGet(), Math::max);
              assertThat(InstanceLock.owner(root).orElseThrow().role()).isEqualTo(role);
              inside.decrementAndGet();
            }
            return null;
          });
    }
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      for (Future<Void> done : pool.invokeAll(tasks)) {
        done.get();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(most).hasValue(1);
  }
}
