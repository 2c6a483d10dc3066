package io.hffs.daemon.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.daemon.api.MountRequest;
import io.hffs.daemon.backend.FakeBackend;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FinalUnmountTest {

  private static final Path ONE = Path.of("/mnt/one");
  private static final Path TWO = Path.of("/mnt/two");

  private final FakeBackend backend = new FakeBackend(Path.of("/cache"));

  @Test
  void idleMountsEndAtOnce() throws Exception {
    backend.mount(new MountRequest(ONE, false, false));
    backend.mount(new MountRequest(TWO, false, false));
    backend.calls.clear();

    new FinalUnmount(backend, Duration.ofSeconds(20)).run();

    assertThat(backend.calls)
        .containsExactly("unmount /mnt/one IF_IDLE", "unmount /mnt/two IF_IDLE");
  }

  @Test
  void aBusyMountIsDetachedWhenItsTimeIsUp() throws Exception {
    backend.mount(new MountRequest(ONE, false, false));
    backend.mount(new MountRequest(TWO, false, false));
    backend.busy.add(ONE);
    backend.calls.clear();

    new FinalUnmount(backend, Duration.ZERO).run();

    assertThat(backend.mounts()).isEmpty();
    assertThat(backend.calls).endsWith("unmount /mnt/one LAZY");
    assertThat(backend.calls).doesNotContain("unmount /mnt/two LAZY");
  }

  @Test
  void withoutMountsThereIsNothingToDo() {
    new FinalUnmount(backend, Duration.ofSeconds(20)).run();

    assertThat(backend.calls).isEmpty();
  }
}
