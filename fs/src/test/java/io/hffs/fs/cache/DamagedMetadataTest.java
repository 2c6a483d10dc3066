package io.hffs.fs.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.RepoRefs;
import io.hffs.fs.repo.ResolvedRevision;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.repo.TreeEntry;
import io.hffs.fs.repo.Visibility;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a damaged file of metadata said is as it was, or unknown: never something else. */
class DamagedMetadataTest {

  private static final RepoId MODEL = RepoId.parse("org/model");
  private static final RepoId OLD = RepoId.parse("old/name");
  private static final CommitHash COMMIT = new CommitHash("1".repeat(40));
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");

  @TempDir Path root;

  /** A file, and what the store says from it. */
  private record Subject(String file, Function<MetadataStore, List<?>> answer) {}

  private static final List<Subject> SUBJECTS =
      List.of(
          new Subject(
              "snapshots/models--org--model/" + COMMIT.hex() + ".json",
              store ->
                  store.snapshot(MODEL, COMMIT).map(DamagedMetadataTest::told).stream().toList()),
          new Subject(
              "refs/models--org--model.json",
              store -> List.of(store.refs(MODEL), store.listedRefs(MODEL))),
          new Subject("aliases.json", store -> store.alias(OLD).stream().toList()),
          new Subject("pins.json", store -> List.copyOf(store.pins())));

  private static List<?> told(Snapshot tree) {
    return List.of(
        List.copyOf(tree.files()),
        tree.isComplete(),
        tree.isAttested(),
        tree.lastModified(),
        tree.commit());
  }

  @BeforeEach
  void fill() throws Exception {
    MetadataStore store = MetadataStore.open(root);
    store.save(
        Snapshot.complete(
            MODEL,
            COMMIT,
            TIME,
            List.of(
                new TreeEntry(new RepoPath("ü.bin"), 5L << 30, BlobId.sha256("a".repeat(64))),
                new TreeEntry(new RepoPath("hidden.bin"), 7, null))));
    store.saveRef(new ResolvedRevision(MODEL, Revision.MAIN, COMMIT, TIME, Visibility.GATED), TIME);
    store.saveListedRefs(MODEL, new RepoRefs(List.of(Revision.MAIN), List.of(), List.of()));
    store.saveAlias(OLD, MODEL);
    store.pin(new Pin(MODEL, Revision.MAIN));
  }

  @Test
  @FaultCase(34)
  void metadataCutAnywhereIsUnknown(FaultRun run) throws Exception {
    int cuts = 0;
    for (Subject subject : SUBJECTS) {
      byte[] whole = Files.readAllBytes(root.resolve(subject.file()));
      for (int length = 0; length < whole.length; length++, cuts++) {
        expectSameOrUnknown(subject, whole, Arrays.copyOf(whole, length), "cut at " + length);
      }
    }
    run.fired(cuts, "cuts of metadata");
  }

  @Test
  @FaultCase(34)
  void metadataFlippedAnywhereIsTheSameOrUnknown(FaultRun run) throws Exception {
    int bits = run.times(1, 8);
    int flips = 0;
    for (Subject subject : SUBJECTS) {
      byte[] whole = Files.readAllBytes(root.resolve(subject.file()));
      for (int at = 0; at < whole.length; at++) {
        for (int bit = 0; bit < bits; bit++, flips++) {
          byte[] flipped = whole.clone();
          flipped[at] ^= (byte) (1 << (at + bit) % 8);
          expectSameOrUnknown(subject, whole, flipped, "bit " + (at + bit) % 8 + " at " + at);
        }
      }
    }
    run.fired(flips, "flips of metadata");
  }

  private void expectSameOrUnknown(Subject subject, byte[] whole, byte[] damaged, String what)
      throws IOException {
    List<?> before = subject.answer().apply(MetadataStore.open(root));
    Path file = root.resolve(subject.file());
    Files.write(file, damaged);

    List<?> after = subject.answer().apply(MetadataStore.open(root));

    assertThat(after).as("%s, %s", subject.file(), what).isIn(before, unknown(subject));
    Files.write(file, whole);
  }

  private static List<?> unknown(Subject subject) {
    return subject.answer().apply(MetadataStore.open(Path.of("/nowhere")));
  }

  /** What an earlier version wrote is not thrown away. */
  @Test
  void metadataWithoutAChecksumIsRead() throws Exception {
    Files.writeString(root.resolve("pins.json"), "{\"format\":1,\"pins\":[[\"org/model\"]]}");

    assertThat(MetadataStore.open(root).pins()).containsExactly(new Pin(MODEL, null));
  }

  @Test
  void theChecksumIsTheFirstFieldOfAnObjectThatIsStillJson() {
    byte[] sealed = SealedJson.seal("{\"format\":1,\"pins\":[]}".getBytes(UTF_8));

    assertThat(new String(sealed, UTF_8))
        .matches("\\{\"crc32c\":\"[0-9a-f]{8}\",\"format\":1,\"pins\":\\[]}");
    assertThat(SealedJson.isIntact(sealed)).isTrue();
  }
}
