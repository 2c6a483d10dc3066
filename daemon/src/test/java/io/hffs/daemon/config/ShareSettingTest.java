package io.hffs.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hffs.fs.repo.RepoId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShareSettingTest {

  private static final RepoId MODEL = RepoId.parse("org/model");

  @TempDir Path directory;
  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicInteger changes = new AtomicInteger();
  private Path file;
  private long nanos;
  private ShareSetting setting;

  @BeforeEach
  void open() throws Exception {
    file = directory.resolve("config.json");
    setting = new ShareSetting(file, this::read, () -> nanos);
    setting.addListener(changes::incrementAndGet);
  }

  private SharePatterns read() throws IOException {
    reads.incrementAndGet();
    return SharePatterns.parse(Files.exists(file) ? Files.readString(file) : "");
  }

  /** As the settings are written: a new file in place of the old. */
  private void write(String patterns) throws IOException {
    Path fresh = Files.writeString(directory.resolve("fresh"), patterns);
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private void passSecond() {
    nanos += TimeUnit.SECONDS.toNanos(1);
  }

  @Test
  void aChangeHoldsAfterASecond() throws Exception {
    assertThat(setting.test(MODEL)).isTrue();
    write("!org/model");
    assertThat(setting.test(MODEL)).as("not looked at again yet").isTrue();

    passSecond();

    assertThat(setting.test(MODEL)).isFalse();
    assertThat(changes).hasValue(1);
    Files.delete(file);
    passSecond();
    assertThat(setting.test(MODEL)).isTrue();
    assertThat(changes).hasValue(2);
  }

  @Test
  void whatDidNotChangeIsNotReadAgain() throws Exception {
    for (int i = 0; i < 3; i++) {
      passSecond();
      setting.look();
    }
    assertThat(reads).hasValue(1);

    write("");
    passSecond();
    setting.look();

    assertThat(reads).hasValue(2);
    assertThat(changes).as("another setting was changed").hasValue(0);
  }

  @Test
  void aFileThatCannotBeUnderstoodChangesNothing() throws Exception {
    write("!org/model");
    passSecond();
    assertThat(setting.test(MODEL)).isFalse();
    ShareSetting broken =
        new ShareSetting(
            file,
            () -> {
              if (reads.incrementAndGet() > 3) {
                throw new IOException("not JSON");
              }
              return SharePatterns.parse("!org/model");
            },
            () -> nanos);

    write("{");
    passSecond();

    assertThat(broken.test(MODEL)).isFalse();
  }

  @Test
  void whatIsStoredIsFollowed() throws Exception {
    ConfigLoader loader = new ConfigLoader(Map.of(), directory, Map.of());
    ShareSetting shares = loader.shares();
    assertThat(shares.test(MODEL)).isTrue();

    loader.store("peers.share", "other/*");

    assertThat(loader.shares().test(MODEL)).isFalse();
    assertThatThrownBy(() -> loader.store("peers.share", "a/b/c/d"))
        .isInstanceOf(ConfigException.class);
  }
}
