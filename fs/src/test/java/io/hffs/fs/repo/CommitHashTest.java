package io.hffs.fs.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitHashTest {

  private static final String HEX = "0123456789abcdef0123456789abcdef01234567";

  @Test
  void holds40LowerCaseHexDigits() {
    assertThat(new CommitHash(HEX)).hasToString(HEX);
    assertThat(new CommitHash(HEX).abbreviated()).isEqualTo("01234567");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0123456789abcdef0123456789abcdef0123456",
        "0123456789abcdef0123456789abcdef012345678",
        "0123456789ABCDEF0123456789abcdef01234567",
        "0123456789abcdef0123456789abcdef0123456g",
        "0123456789abcdef0123456789abcdef01234567\n",
        "****************************************"
      })
  void refusesAnythingElse(String text) {
    assertThat(CommitHash.isValid(text)).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> new CommitHash(text));
  }
}
