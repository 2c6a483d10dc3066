package io.hffs.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.testhub.HubFault;
import io.hffs.fs.testhub.HubOrigin;
import io.hffs.fs.testhub.RequestRecord;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.TestHubConfig;
import io.hffs.fs.testhub.TestRepo;
import io.hffs.fs.testhub.http.LineShape;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Addresses that end while a file is read. */
@RequiresFuse
class SignedAddressesIT {

  private static final int MIB = 1 << 20;

  /** So that a file lasts for several addresses. */
  private static final long BYTES_PER_SECOND = 8L * MIB;

  private static final TestHubConfig SHORT_LIVED =
      TestHubConfig.DEFAULT
          .withUrlTtl(Duration.ofSeconds(2))
          .withLine(LineShape.UNSHAPED.withTotalRate(BYTES_PER_SECOND));

  @TempDir Path temp;

  private static Reads read(MountedHub mounted, TestRepo repo, int mib) throws Exception {
    repo.commit("first", files -> files.lfs("a.bin", TestContent.generated(1, (long) mib * MIB)));
    Reads reads = Reads.of(1, mounted.path("acme/model/main/a.bin")).get(0);
    assertThat(reads.said()).isEqualTo(repo.file("main", "a.bin").blob().hex());
    return reads;
  }

  private static List<RequestRecord> asked(MountedHub mounted, HubOrigin origin, int status) {
    return mounted.hub().requests().stream()
        .filter(request -> request.origin() == origin && request.range() != null)
        .filter(request -> request.status() == status)
        .toList();
  }

  @Test
  @FaultCase(13)
  void anAddressThatEndsSoonIsRenewedOnceEachTime(FaultRun run) throws Exception {
    try (MountedHub mounted = MountedHub.in(temp, SHORT_LIVED)) {
      TestRepo repo = mounted.hub().addRepo("acme/model");

      Reads reads = read(mounted, repo, run.times(32, 480));

      List<RequestRecord> resolves = asked(mounted, HubOrigin.HUB, 302);
      List<RequestRecord> refused = asked(mounted, HubOrigin.CDN, 403);
      Instant first = resolves.get(0).time();
      Instant last = resolves.get(resolves.size() - 1).time();
      // Renewed when half of its two seconds is over; whole seconds in the address may halve that.
      long halves = Duration.between(first, last).toMillis() / 500 + 1;
      assertThat((long) resolves.size()).isBetween(3L, halves + 1);
      assertThat(refused)
          .as("of addresses that had ended")
          .hasSizeLessThanOrEqualTo(resolves.size());
      run.fired(resolves.size() - 1, "addresses that ended in the middle of a file");
      run.figure(
          "%d refused by the CDN; longest call %.1f s"
              .formatted(refused.size(), reads.longestSeconds()));
    }
  }

  @Test
  @FaultCase(13)
  void anAddressThatEndsEarlierThanItSaysIsRenewedOnceForAll(FaultRun run) throws Exception {
    try (MountedHub mounted = MountedHub.in(temp, SHORT_LIVED.withUrlTtl(Duration.ofHours(1)))) {
      TestRepo repo = mounted.hub().addRepo("acme/model");
      int every = 3;
      int[] answered = new int[1];
      int[] ended = new int[1];
      mounted
          .hub()
          .inject(
              HubFault.before(
                      () -> {
                        synchronized (answered) {
                          if (++answered[0] % every == 0) {
                            mounted.hub().expireSignedUrls();
                            ended[0]++;
                          }
                        }
                      })
                  .on(HubOrigin.CDN));

      Reads reads = read(mounted, repo, run.times(24, 480));

      int resolves = asked(mounted, HubOrigin.HUB, 302).size();
      assertThat(resolves).as("resolves").isLessThanOrEqualTo(1 + ended[0]);
      run.fired(ended[0], "times all addresses ended at once");
      run.figure(
          "%d resolves, %d refused by the CDN; longest call %.1f s"
              .formatted(
                  resolves, asked(mounted, HubOrigin.CDN, 403).size(), reads.longestSeconds()));
    }
  }
}
