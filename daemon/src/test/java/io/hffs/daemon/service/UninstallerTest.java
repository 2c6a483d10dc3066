package io.hffs.daemon.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hffs.daemon.api.UninstallPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UninstallerTest {

  @TempDir Path directory;
  private Path root;
  private Path config;
  private Uninstaller uninstaller;

  @BeforeEach
  void fill() throws IOException {
    root = directory.resolve("cache");
    config = directory.resolve("config/hffs/config.json");
    uninstaller = new Uninstaller(root, config, Set.of("blobs", "LOCK", "logs"));
    file(root.resolve("blobs/aa/1"));
    file(root.resolve("LOCK"));
    file(config);
  }

  private static Path file(Path path) throws IOException {
    Files.createDirectories(path.getParent());
    return Files.writeString(path, "x");
  }

  @Test
  void everythingOfOursGoes() throws Exception {
    UninstallPlan plan = uninstaller.plan();
    uninstaller.remove(plan);

    assertThat(plan.remove()).containsExactly(root.resolve("LOCK"), root.resolve("blobs"), config);
    assertThat(root).doesNotExist();
    assertThat(config.getParent()).doesNotExist();
    assertThat(config.getParent().getParent()).exists();
  }

  @Test
  void whatIsNotOursStaysAndIsListed() throws Exception {
    Path thesis = file(root.resolve("thesis.tex"));
    Path beside = file(config.resolveSibling("other.json"));

    UninstallPlan plan = uninstaller.plan();
    uninstaller.remove(plan);

    assertThat(plan.keep()).containsExactly(thesis);
    assertThat(thesis).exists();
    assertThat(beside).exists();
    assertThat(root.resolve("blobs")).doesNotExist();
  }

  @Test
  void linksAreNotFollowed() throws Exception {
    Path outside = file(directory.resolve("outside/precious"));
    Files.createSymbolicLink(root.resolve("blobs/link"), outside.getParent());
    Files.createSymbolicLink(root.resolve("logs"), outside.getParent());

    uninstaller.remove(uninstaller.plan());

    assertThat(outside).exists();
    assertThat(root).doesNotExist();
  }

  @Test
  void aPlanOfSomebodyElseIsRefusedWhole() throws Exception {
    Path outside = file(directory.resolve("outside/precious"));
    UninstallPlan forged = new UninstallPlan(List.of(root.resolve("blobs"), outside), List.of());

    assertThatThrownBy(() -> uninstaller.remove(forged))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(root.resolve("blobs")).exists();
    assertThat(outside).exists();
  }

  @Test
  void withoutAnythingThereIsNothingToDo() throws Exception {
    uninstaller.remove(uninstaller.plan());

    assertThat(uninstaller.plan()).isEqualTo(new UninstallPlan(List.of(), List.of()));
  }
}
