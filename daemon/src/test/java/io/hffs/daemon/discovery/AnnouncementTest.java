package io.hffs.daemon.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnnouncementTest {

  private static final String ID = "mfrggzdfmztwq2lk";

  /** Writes entries parted by {@code |} with their lengths. */
  private static byte[] text(String entries) {
    StringBuilder text = new StringBuilder();
    for (String entry : entries.split("\\|", -1)) {
      text.append((char) entry.length()).append(entry);
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void isTwoEntriesOfAKeyAndAValue() {
    assertThat(new Announcement(ID).text()).isEqualTo(text("v=1|id=" + ID));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v=1|id=" + ID,
        "id=" + ID + "|v=1",
        "V=1|ID=" + ID,
        "|v=1||id=" + ID + "|",
        "v=1|id=" + ID + "|id=aaaaaaaaaaaaaaaa|v=2",
        "=1|flag|later=value|v=1|id=" + ID
      })
  void readsWhatIsMeant(String entries) {
    assertThat(Announcement.read(text(entries))).contains(new Announcement(ID));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "v=1",
        "id=" + ID,
        "v=2|id=" + ID,
        "v=|id=" + ID,
        "v=1|id=",
        "v=1|id=MFRGGZDFMZTWQ2LK",
        "v=1|id=mfrggzdfmztwq2l1",
        "v=1|id=mfrggzdfmztwq2l",
        "v=1|id=mfrggzdfmztwq2lkk",
        "v=1|id=mfrggzdfmztwq2l\u0000",
        "v=1|id=mfrggzdfmztwq2l\u00ff",
        "v=1|id=" + ID + "\n",
        "v=1|id=aaaaaaaa/../bbbb"
      })
  void ignoresWhatIsNot(String entries) {
    assertThat(Announcement.read(text(entries))).isEmpty();
  }

  @Test
  void ignoresALengthBeyondTheEnd() {
    byte[] text = new Announcement(ID).text();

    for (int length = 0; length < text.length; length++) {
      assertThat(Announcement.read(Arrays.copyOf(text, length))).isEmpty();
    }
    text[4] = (byte) 255;
    assertThat(Announcement.read(text)).isEmpty();
  }

  @Test
  void ignoresATextTooLong() {
    String entries = "v=1|id=" + ID + "|" + "x".repeat(200);

    assertThat(Announcement.read(text(entries))).isPresent();
    assertThat(Announcement.read(text(entries + "|" + "x".repeat(200)))).isEmpty();
  }

  @Test
  void anyBytesAreReadWithoutAFailure() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] text = new byte[random.nextInt(64)];
      random.nextBytes(text);
      assertThat(Announcement.read(text)).isEmpty();
    }
  }

  @Test
  void anIdOfAnotherFormIsNotAnnounced() {
    assertThatThrownBy(() -> new Announcement("my-laptop-of-bob"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
