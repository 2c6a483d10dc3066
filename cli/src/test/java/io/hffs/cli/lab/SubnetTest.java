package io.hffs.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SubnetTest {

  @Test
  void processesThatFollowEachOtherStartAtDifferentNetworks() {
    assertThat(Subnet.candidate(255).all()).isEqualTo("10.200.255.0/24");
    assertThat(Subnet.candidate(256).all()).isEqualTo("10.201.0.0/24");
    assertThat(Subnet.candidate(50 * 256).all()).isEqualTo("10.200.0.0/24");
    assertThat(Subnet.candidate(1 << 22).all()).isEqualTo("10.234.0.0/24");
  }

  @Test
  void hostsAreNumbered() {
    assertThat(new Subnet(201, 7).address(11)).isEqualTo("10.201.7.11");
    assertThat(new Subnet(201, 7).interfaceAddress(1)).isEqualTo("10.201.7.1/24");
  }
}
