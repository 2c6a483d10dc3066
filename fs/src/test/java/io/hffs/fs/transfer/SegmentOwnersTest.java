package io.hffs.fs.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.repo.BlobId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SegmentOwnersTest {

  private static final BlobId BLOB = BlobId.sha256("cd".repeat(32));
  private static final List<String> EIGHT = List.of("a", "b", "c", "d", "e", "f", "g", "h");

  private static String owner(long segment, List<String> members) {
    long[] seeds = members.stream().mapToLong(id -> SegmentOwners.seed(BLOB, id)).toArray();
    return members.get(SegmentOwners.owner(members, seeds, segment));
  }

  @Test
  void everyMachineFindsTheSameOwnerInWhateverOrderItKnowsThem() {
    List<String> reversed = new ArrayList<>(EIGHT);
    Collections.reverse(reversed);
    for (long segment = 0; segment < 500; segment++) {
      assertThat(owner(segment, reversed)).isEqualTo(owner(segment, EIGHT));
    }
  }

  @Test
  void sharesAreAboutEqual() {
    Map<String, Long> counts =
        LongStream.range(0, 8000)
            .mapToObj(segment -> owner(segment, EIGHT))
            .collect(Collectors.groupingBy(owner -> owner, Collectors.counting()));
    assertThat(counts).hasSize(8);
    assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(850L, 1150L));
  }

  @Test
  void whenOneLeavesOnlyItsShareMoves() {
    List<String> seven = EIGHT.subList(0, 7);
    for (long segment = 0; segment < 500; segment++) {
      String before = owner(segment, EIGHT);
      if (!before.equals("h")) {
        assertThat(owner(segment, seven)).isEqualTo(before);
      }
    }
  }

  @Test
  void ownersAreTheSameInEveryVersion() {
    assertThat(
            LongStream.range(0, 12)
                .mapToObj(segment -> owner(segment, EIGHT))
                .collect(Collectors.joining()))
        .isEqualTo("gaaacebbbbfb");
  }
}
