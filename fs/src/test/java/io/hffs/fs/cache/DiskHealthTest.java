package io.hffs.fs.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DiskHealthTest {

  private final MovedClock clock = new MovedClock();
  private final DiskHealth disk = new DiskHealth(clock, new CacheEvents());

  @Test
  void aDiskThatFailsSaysWhatSinceWhenAndWhatToDo() {
    String since = clock.instant().toString().substring(0, 19);
    disk.failed("writing a chunk", new IOException("No space left on device"));
    clock.putForward(Duration.ofSeconds(35));
    disk.failed("recording", new IOException("Read-only file system"));

    assertThat(disk.mayWrite()).isFalse();
    assertThat(disk.problem().orElseThrow())
        .startsWith("The disk of the cache fails since " + since)
        .contains("recording", "Read-only file system", "check the disk");
  }

  @Test
  void aDiskThatIsTriedAgainIsWellUntilItFails() {
    assertThat(disk.problem()).isEmpty();
    disk.failed("writing a chunk", new IOException("No space left on device"));
    clock.putForward(Duration.ofSeconds(30));

    assertThat(disk.mayWrite()).isTrue();
    assertThat(disk.problem()).isEmpty();
  }
}
