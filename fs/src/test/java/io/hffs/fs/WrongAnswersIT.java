package io.hffs.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.testhub.HubFault;
import io.hffs.fs.testhub.HubOrigin;
import io.hffs.fs.testhub.InjectedFault;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.TestHubConfig;
import io.hffs.fs.testhub.TestRepo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program that reads sees of answers that are not the bytes that were asked for. */
@RequiresFuse
class WrongAnswersIT {

  private static final int MIB = 1 << 20;
  private static final int MOST_FAULTS = 12;

  @TempDir Path temp;
  private MountedHub mounted;
  private TestRepo repo;

  @BeforeEach
  void mountAndLook() throws Exception {
    mounted = MountedHub.in(temp, TestHubConfig.DEFAULT, Limits::of);
    repo = mounted.hub().addRepo("acme/model");
    repo.commit(
        "first",
        files ->
            IntStream.range(0, MOST_FAULTS)
                .forEach(i -> files.lfs(name(i), TestContent.generated(i, 3 * MIB + i))));
    Shell.run("ls", "-l", mounted.path("acme/model/main")).ok();
  }

  @AfterEach
  void unmount() throws Exception {
    mounted.close();
  }

  private static String name(int i) {
    return "file-%02d.bin".formatted(i);
  }

  private Path[] paths(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> mounted.path("acme/model/main/" + name(i)))
        .toArray(Path[]::new);
  }

  /** Each hits one file of its own, once, and the file is read right all the same. */
  private void assertRiddenOut(FaultRun run, HubFault... faults) throws Exception {
    List<InjectedFault> injected = new ArrayList<>();
    for (int i = 0; i < faults.length; i++) {
      injected.add(mounted.hub().inject(faults[i].on(HubOrigin.CDN).onPath(name(i)).once()));
    }

    List<Reads> reads = Reads.of(1, paths(faults.length));

    for (int i = 0; i < faults.length; i++) {
      assertThat(injected.get(i).fired()).as("%s", faults[i]).isOne();
      assertThat(reads.get(i).said())
          .as("%s", faults[i])
          .isEqualTo(repo.file("main", name(i)).blob().hex());
    }
    run.fired(faults.length, "files read right after a wrong answer");
    run.figure("longest call %.1f s".formatted(Reads.longest(reads)));
  }

  @Test
  @FaultCase(7)
  void afterABodyThatWasCutTheFileIsWhole(FaultRun run) throws Exception {
    assertRiddenOut(
        run,
        HubFault.cutAfter(0),
        HubFault.cutAfter(1),
        HubFault.cutAfter(MIB - 1),
        HubFault.cutAfter(MIB),
        HubFault.shorterBody(1),
        HubFault.shorterBody(MIB));
  }

  @Test
  @FaultCase(8)
  void afterAWrongRangeTheFileIsRight(FaultRun run) throws Exception {
    assertRiddenOut(
        run,
        HubFault.contentRangeShifted(1),
        HubFault.contentRangeTotal(7),
        HubFault.contentRangeMissing(),
        HubFault.otherRange(4096),
        HubFault.wholeForRange());
  }

  @Test
  @FaultCase(9)
  void afterABodyThatIsTooLongTheFileIsRight(FaultRun run) throws Exception {
    assertRiddenOut(
        run, HubFault.longerBody(1), HubFault.longerBody(MIB), HubFault.garbageAfterBody(100));
  }

  @Test
  @FaultCase(10)
  void afterACompressedBodyTheFileIsRight(FaultRun run) throws Exception {
    assertRiddenOut(
        run,
        HubFault.gzipped(),
        HubFault.lyingGzip(),
        HubFault.header("Content-Encoding", "br"),
        HubFault.header("Content-Encoding", "zstd"));
  }

  @Test
  @FaultCase(8)
  void whatIsWrongAgainAndAgainIsAnError(FaultRun run) throws Exception {
    InjectedFault wrong = mounted.hub().inject(HubFault.contentRangeShifted(1).on(HubOrigin.CDN));

    List<Reads> reads = Reads.of(4, paths(4));

    assertThat(reads).extracting(Reads::said).containsOnly("EIO");
    assertNothingStored();
    run.fired(wrong.fired(), "answers with a wrong range");
    run.figure("EIO after %.1f s".formatted(Reads.longest(reads)));
  }

  private void assertNothingStored() {
    repo.resolve("main").orElseThrow().tree().files().values().stream()
        .map(file -> mounted.files().cache().presentBytes(file.blob()))
        .forEach(present -> assertThat(present).as("bytes in the cache").isZero());
  }
}
