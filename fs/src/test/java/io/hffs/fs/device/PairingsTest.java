package io.hffs.fs.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hffs.fs.source.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairingsTest {

  private static final DeviceId A = Devices.id("a");
  private static final DeviceId B = Devices.id("b");
  private static final DeviceId C = Devices.id("c");
  private static final DeviceId D = Devices.id("d");
  private static final PeerAddress NAS = new PeerAddress("nas", 9009);

  @TempDir Path root;
  private final ManualClock clock = new ManualClock();
  private Pairings pairings;

  @BeforeEach
  void open() throws IOException {
    pairings = Pairings.open(root, clock);
  }

  private PairedDevice pair(DeviceId id) throws IOException {
    return pairings.add(id, "x", null, false);
  }

  private PairedDevice introducer(DeviceId id, @Nullable DeviceId by) throws IOException {
    return by == null
        ? pairings.add(id, "x", null, true)
        : pairings.introduce(id, "x", null, true, by).orElseThrow();
  }

  private Path file() {
    return root.resolve("peers.json");
  }

  @Test
  void beginsWithNobodyAndNoFile() {
    assertThat(pairings.all()).isEmpty();
    assertThat(pairings.isPaired(A)).isFalse();
    assertThat(file()).doesNotExist();
  }

  @Test
  void pairingOutlivesTheProcess() throws Exception {
    PairedDevice nas = pairings.add(A, "naß des Büros", NAS, true);
    PairedDevice laptop = pairings.introduce(B, "laptop", null, false, A).orElseThrow();
    open();

    assertThat(pairings.all()).containsExactly(nas, laptop);
    assertThat(pairings.find(A)).contains(nas);
    assertThat(pairings.find(laptop.number())).contains(laptop);
    assertThat(pairings.isPaired(B)).isTrue();
    assertThat(nas)
        .isEqualTo(new PairedDevice(A, 1, "naß des Büros", NAS, clock.instant(), true, Set.of()));
    assertThat(laptop.introducedBy()).containsExactly(A);
  }

  @Test
  void whoDoesNotOwnTheDirectoryCanTellWhetherThereAreAny() throws Exception {
    assertThat(Pairings.anyIn(root)).isFalse();

    var unused = pairings.add(A, "nas", null, false);
    assertThat(Pairings.anyIn(root)).isTrue();

    assertThat(pairings.remove(A)).isTrue();
    assertThat(Pairings.anyIn(root)).isFalse();
    Files.writeString(file(), "{");
    assertThat(Pairings.anyIn(root)).isFalse();
    assertThat(file()).as("left as it is").exists();
  }

  @Test
  void fileIsForItsOwnerOnly() throws Exception {
    pair(A);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    assertThat(root).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void numberIsNeverGivenAgain() throws Exception {
    assertThat(pair(A).number()).isEqualTo(1);
    assertThat(pair(B).number()).isEqualTo(2);
    pairings.remove(B);
    open();

    assertThat(pair(C).number()).isEqualTo(3);
    assertThat(pair(B).number()).isEqualTo(4);
    assertThat(pairings.find(2)).isEmpty();
  }

  @Test
  void pairingAgainRenewsWhatIsKnown() throws Exception {
    pairings.add(A, "old", NAS, false);
    PairedDevice renewed = pairings.add(A, "new", null, true);

    assertThat(renewed.number()).isEqualTo(1);
    assertThat(renewed.name()).isEqualTo("new");
    assertThat(renewed.address()).isEqualTo(NAS);
    assertThat(pairings.all()).containsExactly(renewed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "a\nb", "a\u001b[2J", "a\u202eb", "a\u200bb"})
  void nameIsPrintable(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pairings.add(A, name, null, false))
        .withMessageContaining("64 printable characters");
    assertThat(pairings.isPaired(A)).isFalse();
  }

  @Test
  void nameHas64CharactersAtMost() throws Exception {
    pairings.add(A, "x".repeat(64), null, false);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pairings.add(B, "x".repeat(65), null, false));
  }

  @Test
  void thereAre64AtMost() throws Exception {
    for (int i = 0; i < 64; i++) {
      pair(new DeviceId(HexFormat.of().toHexDigits((byte) i).repeat(32)));
    }

    assertThatExceptionOfType(DeviceException.class)
        .isThrownBy(() -> pair(new DeviceId("99".repeat(32))))
        .withMessageContaining("64 devices")
        .withMessageContaining("hffs peer rm");
    pair(new DeviceId("00".repeat(32)));
    assertThat(pairings.all()).hasSize(64);
  }

  @Test
  void introducerTakesAlongWhomItAloneIntroduced() throws Exception {
    introducer(A, null);
    introducer(B, null);
    pairings.introduce(C, "only by A", null, false, A);
    pairings.introduce(D, "by both", null, false, A);
    pairings.introduce(D, "by both", null, false, B);

    assertThat(pairings.remove(A)).isTrue();
    assertThat(pairings.isPaired(C)).isFalse();
    assertThat(pairings.find(D).orElseThrow().introducedBy()).containsExactly(B);
    pairings.remove(B);
    assertThat(pairings.all()).isEmpty();
    assertThat(pairings.remove(A)).isFalse();
  }

  @Test
  void thoseWhoVouchForEachOtherAreNotKept() throws Exception {
    introducer(A, null);
    introducer(B, A);
    introducer(C, B);
    introducer(B, C);

    pairings.remove(A);
    assertThat(pairings.all()).isEmpty();
  }

  @Test
  void whomTheUserPairedStaysWhoeverIntroducesIt() throws Exception {
    introducer(A, null);
    PairedDevice byUser = pair(B);
    assertThat(pairings.introduce(B, "other", NAS, true, A)).contains(byUser);
    pairings.introduce(C, "x", null, false, A);
    pair(C);

    pairings.remove(A);
    assertThat(pairings.all()).extracting(PairedDevice::id).containsExactly(B, C);
  }

  @Test
  void onlyAnIntroducerIntroduces() throws Exception {
    pair(A);

    assertThatExceptionOfType(DeviceException.class)
        .isThrownBy(() -> pairings.introduce(B, "x", null, false, A));
    assertThatExceptionOfType(DeviceException.class)
        .isThrownBy(() -> pairings.introduce(B, "x", null, false, C));
    assertThat(pairings.isPaired(B)).isFalse();
  }

  @Test
  void addressIsKept() throws Exception {
    pair(A);
    pairings.moved(A, NAS);
    pairings.moved(B, NAS);
    open();

    assertThat(pairings.find(A).orElseThrow().address()).isEqualTo(NAS);
    assertThat(pairings.isPaired(B)).isFalse();
  }

  @Test
  void listenersAreToldOfChangesOnly() throws Exception {
    AtomicInteger told = new AtomicInteger();
    AtomicInteger seen = new AtomicInteger();
    pairings.addListener(
        () -> {
          told.incrementAndGet();
          seen.set(pairings.all().size());
        });

    pair(A);
    assertThat(told).hasValue(1);
    assertThat(seen).hasValue(1);
    pairings.moved(A, NAS);
    pairings.moved(A, NAS);
    pairings.remove(B);
    assertThat(told).hasValue(2);
    pairings.remove(A);
    assertThat(told).hasValue(3);
    assertThat(seen).hasValue(0);
  }

  @Test
  void changeThatTheDiskDoesNotTakeDoesNotHold() throws Exception {
    pair(A);
    Files.delete(file());
    Files.createDirectories(file().resolve("in the way"));

    assertThatExceptionOfType(IOException.class).isThrownBy(() -> pair(B));
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> pairings.remove(A));
    assertThat(pairings.all()).extracting(PairedDevice::id).containsExactly(A);
  }

  @Test
  void banHoldsAlsoWhenTheDiskDoesNotTakeIt() throws Exception {
    pair(A);
    Files.delete(file());
    Files.createDirectories(file().resolve("in the way"));

    pairings.ban(A, "it lied");
    assertThat(pairings.ban(A)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\0\0\0;abc",
        "{} {}",
        "[]",
        "{\"format\":2}",
        "{\"format\":1,\"devices\":[{}]}"
      })
  void damagedFileIsPutAsideAndItsNumbersAreAvoided(String text) throws Exception {
    Files.writeString(file(), text);
    open();

    assertThat(pairings.all()).isEmpty();
    assertThat(file()).doesNotExist();
    try (var aside = Files.list(root.resolve("trash"))) {
      assertThat(aside).singleElement().satisfies(path -> assertThat(path).hasContent(text));
    }
    assertThat(pair(A).number()).isBetween(1_000, 60_000);
  }

  @Test
  void numberThatWouldBeGivenAgainIsDamage() throws Exception {
    pair(A);
    Files.writeString(
        file(), Files.readString(file()).replaceFirst("\"nextNumber\" : 2", "\"nextNumber\" : 1"));
    open();

    assertThat(pairings.all()).isEmpty();
  }

  @Test
  void aDeviceThatTheUserRemovedIsNotBroughtBackByWhoIntroducesIt() throws Exception {
    pairings.add(A, "a", null, true);
    pairings.introduce(B, "b", null, false, A);
    pairings.remove(B);

    assertThat(pairings.introduce(B, "b", null, false, A)).isEmpty();
    assertThat(Pairings.open(root, clock).introduce(B, "b", null, false, A)).isEmpty();
    assertThat(pairings.isPaired(B)).isFalse();

    pairings.add(B, "b", null, false);
    assertThat(pairings.isPaired(B)).isTrue();
  }

  @Test
  void whomNobodyVouchesForAnyMoreIsNotPaired() throws Exception {
    pairings.add(A, "a", null, true);
    pairings.add(C, "c", null, true);
    pairings.introduce(B, "b", null, false, A);
    pairings.introduce(B, "b", null, false, C);

    pairings.withdraw(B, A);
    assertThat(pairings.find(B).orElseThrow().introducedBy()).containsExactly(C);
    pairings.withdraw(B, C);
    assertThat(pairings.isPaired(B)).isFalse();
    assertThat(pairings.introduce(B, "b", null, false, A)).isPresent();
  }
}
