package io.hffs.fs.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InviteTest {

  private static final String SECRET = "00112233445566778899aabbccddeeff";

  private static Invite invite(boolean introduces, String... addresses) {
    return new Invite(
        Devices.id("a"),
        SECRET,
        List.of(addresses).stream().map(text -> PeerAddress.parse(text, 9009)).toList(),
        introduces);
  }

  @Test
  void isReadAsItWasWritten() {
    Invite plain = invite(false, "192.168.1.7");
    Invite group = invite(true, "nas.local:65535", "[fd00::7]:1", "x.".repeat(126) + "x");

    assertThat(Invite.parse(plain.encode())).isEqualTo(plain);
    assertThat(Invite.parse(" " + group.encode() + "\n")).isEqualTo(group);
  }

  @Test
  void isOneShortWordForAnyShell() {
    assertThat(invite(false, "192.168.1.7").encode())
        .matches("hffs1\\.[A-Za-z0-9_-]+")
        .hasSizeLessThan(110);
  }

  @Test
  void anyWrongOrMissingCharacterIsNoticed() {
    String token = invite(true, "nas", "10.0.0.1").encode();
    for (int at = "hffs1.".length(); at < token.length(); at++) {
      char other = token.charAt(at) == 'A' ? 'B' : 'A';
      String wrong = token.substring(0, at) + other + token.substring(at + 1);
      String missing = token.substring(0, at) + token.substring(at + 1);
      for (String each : List.of(wrong, missing, token.substring(0, at))) {
        assertThatIllegalArgumentException()
            .as(each)
            .isThrownBy(() -> Invite.parse(each))
            .withMessageContaining("missing or wrong");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nas", "hffs1", "HFFS1.abc", "http://hffs1."})
  void anythingElseIsNoInvite(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Invite.parse(text))
        .withMessageContaining("hffs peer invite");
  }

  @Test
  void anotherVersionIsToldAsSuch() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Invite.parse("hffs2.abc"))
        .withMessageContaining("another version");
  }

  @Test
  void hugeTextIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Invite.parse("hffs1." + "A".repeat(1_000_000)));
  }

  @Test
  void secretIsNotShown() {
    assertThat(invite(false, "nas").toString()).doesNotContain(SECRET);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Invite(Devices.id("a"), "abc", List.of(), false))
        .withMessageNotContaining("abc");
  }
}
