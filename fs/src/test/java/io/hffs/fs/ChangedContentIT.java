package io.hffs.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.testhub.HubFault;
import io.hffs.fs.testhub.HubOrigin;
import io.hffs.fs.testhub.HubRequest;
import io.hffs.fs.testhub.InjectedFault;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.TestHubConfig;
import io.hffs.fs.testhub.TestRepo;
import io.hffs.fs.testhub.TestTree;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub that serves something else behind a commit than it listed. */
@RequiresFuse
class ChangedContentIT {

  @TempDir Path temp;

  /** Every file is changed in one of these ways, and what changed stays so. */
  private static final List<HubFault> CHANGES =
      List.of(
          HubFault.header("X-Repo-Commit", "0".repeat(40)).on(HubOrigin.HUB),
          HubFault.header("X-Linked-ETag", "\"" + "a".repeat(64) + "\"").on(HubOrigin.HUB),
          HubFault.header("ETag", "\"" + "b".repeat(40) + "\"").on(HubOrigin.HUB),
          HubFault.header("X-Linked-Size", "17").on(HubOrigin.HUB),
          HubFault.contentRangeTotal(17),
          HubFault.status(404, "X-Error-Code", "EntryNotFound").on(HubOrigin.HUB),
          HubFault.status(404, "X-Error-Code", "RevisionNotFound").on(HubOrigin.HUB),
          HubFault.status(416),
          HubFault.flipEvery(1),
          HubFault.flipEvery(1000));

  @Test
  @FaultCase(16)
  void whatChangedBehindItsCommitIsAnErrorAndNeverAMix(FaultRun run) throws Exception {
    int count = run.times(60, 1000);
    Random random = run.random();
    try (MountedHub mounted = MountedHub.in(temp, TestHubConfig.DEFAULT, Limits::of)) {
      TestRepo repo = mounted.hub().addRepo("acme/model");
      repo.commit("first", files -> fill(files, count, random));
      Shell.run("ls", "-l", mounted.path("acme/model/main")).ok();
      List<InjectedFault> injected =
          IntStream.range(0, CHANGES.size())
              .mapToObj(i -> mounted.hub().inject(CHANGES.get(i).when(concerns(i))))
              .toList();

      Path[] paths =
          IntStream.range(0, count)
              .mapToObj(i -> mounted.path("acme/model/main/" + name(i)))
              .toArray(Path[]::new);
      List<Reads> reads = Reads.of(16, paths);

      int stale = 0;
      int right = 0;
      for (int i = 0; i < count; i++) {
        String said = reads.get(i).said();
        boolean isRight = said.equals(sha256(repo, name(i)));
        assertThat(isRight || said.equals("ESTALE") || said.equals("EIO"))
            .as("%s said %s after %s", name(i), said, CHANGES.get(i % CHANGES.size()))
            .isTrue();
        stale += said.equals("ESTALE") ? 1 : 0;
        right += isRight ? 1 : 0;
      }
      injected.forEach(fault -> assertThat(fault.fired()).as("%s", fault).isPositive());
      run.fired(
          injected.stream().mapToLong(InjectedFault::fired).sum(), "answers that had changed");
      run.figure(
          "%d files: %d ESTALE, %d EIO, %d right; longest call %.1f s"
              .formatted(count, stale, count - stale - right, right, Reads.longest(reads)));
      assertThat(stale).isPositive();
    }
  }

  /** The files whose number ends so. */
  private static Predicate<HubRequest> concerns(int change) {
    return request ->
        request.range().isPresent()
            && request.target().matches(".*file-\\d*" + change + "\\.bin.*");
  }

  private static void fill(TestTree.Builder files, int count, Random random) {
    for (int i = 0; i < count; i++) {
      TestContent content =
          TestContent.generated(random.nextLong(), 10_000 + random.nextInt(200_000));
      if (i / CHANGES.size() % 2 == 0) {
        files.lfs(name(i), content);
      } else {
        files.git(name(i), TestContent.of(content.bytes()));
      }
    }
  }

  private static String name(int i) {
    return "file-%03d.bin".formatted(i);
  }

  private static String sha256(TestRepo repo, String name) throws Exception {
    byte[] content = repo.file("main", name).content().bytes();
    byte[] digest = java.security.MessageDigest.getInstance("SHA-256").digest(content);
    return java.util.HexFormat.of().formatHex(digest);
  }
}
