package io.hffs.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.testhub.TestHubConfig;
import io.hffs.fs.testhub.TestRepo;
import io.hffs.fs.testhub.sample.SampleRepos;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the official client downloaded is served from where it is, and left as it is. */
@RequiresFuse
class ExistingDownloadsIT {

  private static final String SUMS = "cd \"$1\" && find . -type f -exec sha256sum {} + | sort";

  /** Everything but the times of access, which may change. */
  private static final String STATE =
      "cd \"$1\" && find . -printf '%p %y %s %T@ %C@ %i %l\\n' | sort";

  @TempDir Path temp;

  @Test
  void areServedWithoutContentRequestsAndStayAsTheyAre() throws Exception {
    ClientPython python = ClientPython.require();
    try (MountedHub mounted = MountedHub.in(temp.resolve("home"), TestHubConfig.DEFAULT)) {
      TestRepo model = SampleRepos.addTinyLlama(mounted.hub());
      Path downloads = mounted.existingDownloads();
      python.tool(
          "hf",
          Map.of(
              "HF_ENDPOINT", mounted.hub().endpoint().toString(),
              "HF_HUB_CACHE", downloads.toString(),
              "HF_HUB_DISABLE_XET", "1"),
          "download",
          SampleRepos.TINY_LLAMA);
      String before = Shell.sh(STATE, downloads).ok();
      String origin =
          Shell.sh(SUMS, mounted.origin(SampleRepos.TINY_LLAMA, "main", temp.resolve("origin")))
              .ok();
      mounted.restart(); // finds them
      mounted.hub().clearRequests();

      Path byCommit = mounted.path(SampleRepos.TINY_LLAMA + "/" + model.head().hex());
      assertThat(Shell.sh(SUMS, byCommit).ok()).isEqualTo(origin);
      assertThat(mounted.requests()).as("by commit").isEmpty();

      Path main = mounted.path(SampleRepos.TINY_LLAMA + "/main");
      assertThat(Shell.sh(SUMS, main).ok()).isEqualTo(origin);
      assertThat(mounted.contentRequests()).as("by branch").isEmpty();

      mounted.hub().goDark();
      mounted.restart();
      assertThat(Shell.sh(SUMS, main).ok()).as("without the hub").isEqualTo(origin);
      assertThat(Shell.sh(STATE, downloads).ok()).isEqualTo(before);
    }
  }
}
