package io.hffs.fs.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hffs.fs.range.ByteRange;
import io.hffs.fs.repo.BlobId;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HoldingsTest {

  private static final int MIB = 1 << 20;
  private static final BlobId BLOB = BlobId.sha256("ab".repeat(32));
  private static final BlobId OTHER = BlobId.gitSha1("cd".repeat(20));
  private static final long SIZE = 5L * MIB + 17;

  private final AtomicLong now = new AtomicLong();
  private final Holdings holdings = new Holdings(now::get);

  private static Holding part(boolean growing, int... chunks) {
    BitSet bits = new BitSet();
    for (int chunk : chunks) {
      bits.set(chunk);
    }
    return new Holding(BLOB, SIZE, bits, growing);
  }

  private static HoldingsPage page(boolean full, Holding... held) {
    return new HoldingsPage("run", 7, 1, full, List.of(held), List.of());
  }

  @Test
  void aPageComesOverTheWireAsItIs() throws Exception {
    HoldingsPage page =
        new HoldingsPage(
            "k3",
            17,
            3,
            true,
            List.of(part(true, 0, 3, 5), Holding.complete(OTHER, 3)),
            List.of(BlobId.sha256("ef".repeat(32))));

    JsonNode wire = new ObjectMapper().readTree(HoldingsJson.write(page).toString());

    assertThat(HoldingsJson.read(wire)).isEqualTo(page);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'run':'','version':1}",
        "{'run':'r','version':'x'}",
        "{'run':'r','version':1,'blobs':[['zz',5,'complete']]}",
        "{'run':'r','version':1,'blobs':[['%s',-1,'complete']]}",
        "{'run':'r','version':1,'blobs':[['%s',5,'!!']]}",
        "{'run':'r','version':1,'blobs':[['%s',5,'/w==']]}",
        "{'run':'r','version':1,'blobs':[['%s',9223372036854775807,'complete']]}",
        "{'run':'r','version':1,'blobs':[['%s',5]]}",
        "{'run':'r','version':1,'gone':['zz']}"
      })
  void whatIsNoPageIsRefused(String text) throws Exception {
    JsonNode json = new ObjectMapper().readTree(text.replace('\'', '"').formatted(BLOB.hex()));

    assertThatThrownBy(() -> HoldingsJson.read(json)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsHeldIsCountedFromTheStartOfTheRange() {
    holdings.apply(page(true, part(false, 1, 2, 5)));

    assertThat(holdings.held(BLOB, new ByteRange(MIB, 5L * MIB))).isEqualTo(2L * MIB);
    assertThat(holdings.held(BLOB, new ByteRange(MIB + 5, 2L * MIB))).isEqualTo(MIB - 5);
    assertThat(holdings.held(BLOB, new ByteRange(0, MIB))).isZero();
    assertThat(holdings.held(BLOB, new ByteRange(5L * MIB, SIZE))).isEqualTo(17);
    assertThat(holdings.held(BLOB, new ByteRange(5L * MIB, SIZE + 1))).isZero();
    assertThat(holdings.held(OTHER, new ByteRange(0, 1))).isZero();
    assertThat(holdings.heldBytes()).isEqualTo(2L * MIB + 17);
  }

  @Test
  void changesAddToWhatIsKnownAndAFullPageReplacesIt() {
    holdings.apply(page(true, part(false, 1)));
    holdings.apply(page(false, Holding.complete(OTHER, 3)));
    assertThat(holdings.count()).isEqualTo(2);

    holdings.apply(new HoldingsPage("run", 8, 1, false, List.of(), List.of(OTHER)));
    assertThat(holdings.find(OTHER)).isNull();

    holdings.apply(page(true, Holding.complete(OTHER, 3)));
    assertThat(holdings.find(BLOB)).isNull();
    assertThat(holdings.find(OTHER)).isNotNull();
  }

  @Test
  void howLongADeviceGotNothingMoreIsKnown() {
    holdings.apply(page(true, part(true, 1)));
    assertThat(holdings.stillFor(BLOB)).hasValue(Duration.ZERO);

    now.addAndGet(Duration.ofSeconds(4).toNanos());
    holdings.apply(page(false, part(true, 1)));
    now.addAndGet(Duration.ofSeconds(4).toNanos());
    assertThat(holdings.stillFor(BLOB)).hasValue(Duration.ofSeconds(8));

    holdings.apply(page(false, part(true, 1, 2)));
    assertThat(holdings.stillFor(BLOB)).hasValue(Duration.ZERO);

    holdings.apply(page(false, part(false, 1, 2)));
    assertThat(holdings.stillFor(BLOB)).as("it does not fetch it any more").isEmpty();
  }

  @Test
  void whatIsClaimedToBeCompleteTakesNoMemory() throws Exception {
    Holding[] claims = new Holding[1000];
    for (int i = 0; i < claims.length; i++) {
      claims[i] = Holding.complete(BlobId.sha256("%064x".formatted(i)), 1L << 44);
    }
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    JsonNode wire = HoldingsJson.write(page(true, claims));

    long before = threads.getCurrentThreadAllocatedBytes();
    holdings.apply(HoldingsJson.read(wire));

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(8L * MIB);
    assertThat(holdings.held(claims[7].blob(), new ByteRange(3, 4L * MIB))).isEqualTo(4L * MIB - 3);
  }

  @Test
  void aDeviceThatClaimsMoreBlobsThanAMachineHasIsNotBelieved() {
    List<Holding> claims =
        IntStream.rangeClosed(0, Holdings.MAX_BLOBS)
            .mapToObj(i -> Holding.complete(BlobId.sha256("%064x".formatted(i)), 1))
            .toList();
    HoldingsPage page = new HoldingsPage("run", 7, 1, false, claims, List.of());

    assertThatThrownBy(() -> holdings.apply(page)).isInstanceOf(IllegalArgumentException.class);
    assertThat(holdings.count()).isZero();
    assertThat(holdings.run()).isEmpty();
  }

  @Test
  void whatIsCompleteDoesNotGrow() {
    assertThat(part(true, 0, 1, 2, 3, 4, 5)).isEqualTo(Holding.complete(BLOB, SIZE));
  }

  @Test
  void aNumberOfMoreThan63BitsIsNotCut() throws Exception {
    JsonNode wire =
        new ObjectMapper()
            .readTree(
                "{\"run\":\"r\",\"version\":1,\"blobs\":[[\"%s\",18446744073709551617,\"complete\"]]}"
                    .formatted(BLOB.hex()));
    assertThatThrownBy(() -> HoldingsJson.read(wire)).isInstanceOf(IllegalArgumentException.class);
  }
}
