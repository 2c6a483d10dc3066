package io.hffs.fs.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MountOptionsTest {

  @Test
  void theWordsAreThoseOfLibfuse() {
    assertThat(new MountOptions(false, false, Duration.ofHours(1)).text().split(","))
        .containsExactlyInAnyOrder(
            "ro",
            "default_permissions",
            "use_ino",
            "fsname=hffs",
            "subtype=hffs",
            "max_background=1024",
            "congestion_threshold=96",
            "entry_timeout=3600",
            "attr_timeout=3600",
            "negative_timeout=0");
  }

  @Test
  void othersAreLetInOnlyWhenAskedFor() {
    assertThat(new MountOptions(true, false, Duration.ZERO).text().split(","))
        .contains("allow_other");
  }

  @Test
  void timesAreWholeSeconds() {
    assertThat(new MountOptions(false, false, Duration.ofMillis(1999)).text().split(","))
        .contains("attr_timeout=1", "entry_timeout=1");
    assertThat(new MountOptions(false, false, Duration.ZERO).text().split(","))
        .contains("attr_timeout=0", "entry_timeout=0");
  }

  @Test
  void aNegativeTimeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MountOptions(false, false, Duration.ofSeconds(-1)));
  }

  @Test
  void lookUpsAlwaysFindAThread() {
    String text = new MountOptions(false, false, Duration.ZERO).text();
    int background = Integer.parseInt(text.replaceFirst(".*max_background=(\\d+),.*", "$1"));

    assertThat(background).isLessThan(FuseWorkers.MAX_WORKERS);
  }
}
