package io.hffs.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.testhub.HubProfile;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.TestHubConfig;
import io.hffs.fs.testhub.sample.SampleRepos;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs that read whole repositories get what the Hub has: 330 files, odd names, all sizes. */
@RequiresFuse
class WholeRepoIT {

  private static final String REPO = SampleRepos.MANY_FILES;
  private static final int MIB = 1 << 20;

  @TempDir Path temp;

  private MountedHub mounted(HubProfile profile) throws IOException {
    MountedHub mounted =
        MountedHub.in(temp.resolve("home"), TestHubConfig.DEFAULT.withProfile(profile));
    SampleRepos.addAll(mounted.hub());
    mounted
        .hub()
        .repo(REPO)
        .commit(
            "Add large files",
            files ->
                files
                    .git("sizes/git chunk - 1", TestContent.generated(1, MIB - 1))
                    .git("sizes/git chunk + 1", TestContent.generated(2, MIB + 1))
                    .lfs("sizes/chunk - 1.bin", TestContent.generated(3, MIB - 1))
                    .lfs("sizes/part + 17.bin", TestContent.generated(4, 8 * MIB + 17))
                    .lfs("sizes/large.bin", TestContent.generated(5, 40 * MIB)));
    return mounted;
  }

  private static void assertSameTree(Path origin, Path copy) throws IOException {
    Shell.Result diff = Shell.run("diff", "-r", "--no-dereference", origin, copy);
    assertThat(diff.text() + diff.errors()).isEmpty();
    assertThat(diff.exitCode()).isZero();
  }

  /** A way to copy the tree {@code $1} into the directory {@code $2}. */
  private enum Copy {
    CP("cp -r \"$1/.\" \"$2\""),
    RSYNC("rsync -a \"$1/\" \"$2\""),
    TAR("tar -C \"$1\" -cf - . | tar -C \"$2\" -xf -"),
    SIXTEEN_AT_ONCE(
        "cd \"$1\" && find . -type d -exec mkdir -p \"$2/{}\" \\; &&"
            + " find . -type f -print0 | xargs -0 -P16 -n8 cp --parents -t \"$2\"");

    private final String script;

    Copy(String script) {
      this.script = script;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "LIVE, CP",
    "LIVE, RSYNC",
    "LIVE, TAR",
    "LIVE, SIXTEEN_AT_ONCE",
    "DIRECT, CP",
    "DIRECT, SIXTEEN_AT_ONCE"
  })
  void aCopyColdAndAgainWithoutTheHubEqualsTheOrigin(HubProfile profile, Copy how)
      throws Exception {
    try (MountedHub mounted = mounted(profile)) {
      Path origin = mounted.origin(REPO, "main", temp.resolve("origin"));
      Path cold = Files.createDirectory(temp.resolve("cold"));
      Path warm = Files.createDirectory(temp.resolve("warm"));

      Shell.sh(how.script, mounted.path(REPO + "/main"), cold).ok();
      assertSameTree(origin, cold);

      mounted.restart();
      mounted.hub().goDark();
      Shell.sh(how.script, mounted.path(REPO + "/main"), warm).ok();
      assertSameTree(origin, warm);
      Shell.run("chmod", "-R", "u+w", cold, warm).ok(); // to be deleted
    }
  }

  @ParameterizedTest
  @EnumSource(HubProfile.class)
  void checksumsHoldWithOneReaderAndWithSixteen(HubProfile profile) throws Exception {
    try (MountedHub mounted = mounted(profile)) {
      Path origin = mounted.origin(REPO, "main", temp.resolve("origin"));
      Path sums = temp.resolve("sums");
      Shell.sh("cd \"$1\" && find . -type f -exec sha256sum {} + > \"$2\"", origin, sums).ok();
      String sixteen =
          "split -n r/16 \"$2\" \"$2.\" && cd \"$1\" && ls \"$2\".* | xargs -P16 -n1 sha256sum"
              + " -c --strict --quiet";
      Path tree = mounted.path(REPO + "/main");

      assertThat(Shell.sh(sixteen, tree, sums).ok()).as("cold, 16").isEmpty();
      assertThat(Shell.sh(sixteen, tree, sums).ok()).as("warm, 16").isEmpty();
      String one = "cd \"$1\" && sha256sum -c --strict --quiet \"$2\"";
      assertThat(Shell.sh(one, tree, sums).ok()).as("warm, 1").isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(HubProfile.class)
  void findGrepAndDuSayTheSameAsOfTheOrigin(HubProfile profile) throws Exception {
    try (MountedHub mounted = mounted(profile)) {
      Path origin = mounted.origin(REPO, "main", temp.resolve("origin"));
      Path tree = mounted.path(REPO + "/main");

      String find = "cd \"$1\" && find . -type f -printf '%P\\t%s\\n' -o -printf '%P %y\\n' | sort";
      String disk = "cd \"$1\" && find . -type f -print0 | du --files0-from=- -cB1 | tail -n1";
      String apparent =
          "cd \"$1\" && find . -type f -print0 | du --files0-from=- -cb --apparent-size | tail -n1";
      String grep = "cd \"$1\" && grep -r -c 'content\\|line' . | sort";

      assertThat(Shell.sh(find, tree).ok()).isEqualTo(Shell.sh(find, origin).ok());
      assertThat(Shell.sh(apparent, tree).ok()).isEqualTo(Shell.sh(apparent, origin).ok());
      assertThat(Shell.sh(disk, tree).ok()).as("du, nothing cached").isEqualTo("0\ttotal");
      assertThat(mounted.contentRequests()).isEmpty();

      assertThat(Shell.sh(grep, tree).ok()).isEqualTo(Shell.sh(grep, origin).ok());
      mounted.restart(); // the kernel keeps the old block counts for half a minute
      long cached = Long.parseLong(Shell.sh(disk, tree).ok().replaceAll("\\D", ""));
      long whole = Long.parseLong(Shell.sh(apparent, tree).ok().replaceAll("\\D", ""));
      assertThat(cached).as("du, all cached").isBetween(whole, whole + 400 * 512);
    }
  }
}
