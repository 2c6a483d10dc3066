package io.hffs.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LabNameTest {

  private static final long HIGHEST_PID = 1 << 22;

  @Test
  void theLongestThatCanBeFitsAnInterface() {
    assertThat(LabName.of(HIGHEST_PID, 35).machine(35).text())
        .isEqualTo("hffs-2hwcg-z-z")
        .hasSizeLessThanOrEqualTo(LabName.MAX_INTERFACE_CHARACTERS);
  }

  @Test
  void labsOfOneProcessDiffer() {
    assertThat(LabName.next()).isNotEqualTo(LabName.next());
  }

  @Test
  void whatTheKernelWouldRefuseIsRefusedHere() {
    assertThatThrownBy(() -> new LabName("hffs-1234567890-"))
        .hasMessage("too long for an interface: hffs-1234567890-");
  }
}
