package io.hffs.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.testhub.HubFault;
import io.hffs.fs.testhub.HubOrigin;
import io.hffs.fs.testhub.InjectedFault;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.TestFile;
import io.hffs.fs.testhub.TestRepo;
import io.hffs.fs.testhub.TestTree;
import io.hffs.fs.testhub.http.Delivery;
import io.hffs.fs.testhub.http.Delivery.Ending;
import io.hffs.fs.testhub.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A line that breaks again and again, at any byte of any answer. */
@RequiresFuse
class BrokenLineIT {

  private static final int FILES = 96;
  private static final int READERS = 32;

  @TempDir Path temp;

  @Test
  @FaultCase(6)
  void whateverIsCutTheBytesAreRight(FaultRun run) throws Exception {
    int wanted = run.times(200, 10_000);
    Random random = run.random();
    long cuts = 0;
    double longest = 0;
    int rounds = 0;
    try (MountedHub mounted = MountedHub.in(temp.resolve("home"))) {
      InjectedFault cut = mounted.hub().inject(cut(random));
      while (cut.fired() < wanted) {
        longest = Math.max(longest, readAll(mounted, rounds++, random));
        cuts = cut.fired();
      }
    }
    run.fired(cuts, "connections cut or reset");
    run.figure("%d rounds; longest call %.1f s".formatted(rounds, longest));
  }

  /** Every other answer ends too soon: most of them early, a few late, some before the head. */
  private static HubFault cut(Random random) {
    return HubFault.of("cut anywhere", (request, response) -> cut(response, random))
        .on(HubOrigin.CDN)
        .when(request -> random.nextInt(2) > 0);
  }

  private static HttpResponse cut(HttpResponse response, Random random) {
    // The last byte always lacks: every cut is one.
    int most = (int) Math.min(response.length(), 1L << random.nextInt(21));
    long after = random.nextInt(16) == 0 ? Delivery.BEFORE_HEAD : random.nextInt(most);
    Ending how = random.nextBoolean() ? Ending.RESET : Ending.CLOSE;
    return response.withDelivery(response.delivery().withEnding(how, after));
  }

  private static double readAll(MountedHub mounted, int round, Random random) throws Exception {
    TestRepo repo = mounted.hub().addRepo("acme/round" + round);
    repo.commit("first", files -> fill(files, random));
    List<TestFile> files =
        IntStream.range(0, FILES).mapToObj(i -> repo.file("main", name(i))).toList();
    Path[] paths =
        IntStream.range(0, FILES)
            .mapToObj(i -> mounted.path(repo.id().id() + "/main/" + name(i)))
            .toArray(Path[]::new);
    List<Reads> reads = Reads.of(READERS, paths);
    for (int i = 0; i < FILES; i++) {
      assertThat(reads.get(i).said()).as("%s", paths[i]).isEqualTo(files.get(i).blob().hex());
      mounted.files().cache().delete(files.get(i).blob());
    }
    return Reads.longest(reads);
  }

  private static void fill(TestTree.Builder files, Random random) {
    for (int i = 0; i < FILES; i++) {
      int size = 1 + random.nextInt(1 << 20);
      files.lfs(name(i), TestContent.generated(random.nextLong(), size));
    }
  }

  private static String name(int i) {
    return i + ".bin";
  }
}
