package io.hffs.fs.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.repo.BlobId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SegmentOwnersTest {

  private static final BlobId BLOB = BlobId.sha256("cd".repeat(32));
  private static final List<String> EIGHT = List.of("a", "b", "c", "d", "e", "f", "g", "h");

  private static String owner(long segment, List<String> members) {
    long[] seeds = members.stream().mapToLong(id -> SegmentOwners.seed(BLOB, id)).toArray();
    return members.get(SegmentOwners.owner(members, seeds, new int[members.size()], segment));
  }

  /** Who is to fetch a segment when the machines have missed so many turns. */
  private static String owner(long segment, int... missedTurns) {
    long[] seeds = EIGHT.stream().mapToLong(id -> SegmentOwners.seed(BLOB, id)).toArray();
    return EIGHT.get(SegmentOwners.owner(EIGHT, seeds, missedTurns, segment));
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
  void whenOneStandsStillItsShareMovesAsIfItHadLeft() {
    for (long segment = 0; segment < 500; segment++) {
      assertThat(owner(segment, 0, 0, 0, 0, 0, 0, 0, 1))
          .isEqualTo(owner(segment, EIGHT.subList(0, 7)));
    }
  }

  @Test
  void whenAllStandStillOneTakesOverAndNotEach() {
    for (long segment = 0; segment < 500; segment++) {
      String usual = owner(segment, EIGHT);
      Set<String> takers = new HashSet<>();
      for (int own = 0; own < 8; own++) {
        int[] missed = {1, 1, 1, 1, 1, 1, 1, 1};
        missed[own] = 0; // as that machine sees it
        String owner = owner(segment, missed);
        if (owner.equals(EIGHT.get(own))) {
          takers.add(owner);
        }
      }
      assertThat(takers).hasSize(2).contains(usual);
    }
  }

  @Test
  void whoStandsStillLongestIsPassedOverWhereverItComes() {
    for (long segment = 0; segment < 500; segment++) {
      assertThat(owner(segment, 9, 9, 9, 9, 9, 9, 9, 0)).isEqualTo("h");
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
