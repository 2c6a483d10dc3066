package io.hffs.fs.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import okhttp3.Dns;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostNamesTest {

  private final ExecutorService resolvers = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    resolvers.shutdownNow();
  }

  private GuardedDns dns(String endpoint, Set<String> proxies) {
    return new GuardedDns(
        Dns.SYSTEM, endpoint, proxies, Duration.ofSeconds(5), resolvers, System::nanoTime);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, true",
    "10.1.2.3, true",
    "192.168.0.1, true",
    "172.16.0.1, true",
    "169.254.169.254, true",
    "100.64.0.1, true",
    "0.0.0.0, true",
    "'::1', true",
    "'fe80::1', true",
    "'fd00::1', true",
    "'[::ffff:10.0.0.1]', true",
    "8.8.8.8, false",
    "172.32.0.1, false",
    "'2606:4700::1', false",
    "'64:ff9b::a00:1', true",
    "'64:ff9b::808:808', false",
    "'2002:7f00:1::', true",
    "'2002:808:808::', false",
    "'::127.0.0.1', true",
  })
  void addressesOfThisNetworkAreKnown(String host, boolean internal) {
    assertThat(HostNames.isInternal(HostNames.literal(host).orElseThrow())).isEqualTo(internal);
    assertThat(dns("huggingface.co", Set.of()).mayLeadTo(host)).isEqualTo(!internal);
  }

  @Test
  void namesAreNotAddresses() {
    assertThat(HostNames.literal("10.example.org")).isEmpty();
    assertThat(HostNames.literal("999.1.1.1")).isEmpty();
    assertThat(HostNames.literal("256.1.1.1")).isEmpty();
    assertThat(HostNames.literal("255.249.199.99")).isPresent();
    assertThat(HostNames.isLoopback("LOCALHOST")).isTrue();
    assertThat(HostNames.isLoopback("localhost.evil.org")).isFalse();
  }

  /** OkHttp takes all of digits and dots for addresses, and never asks DNS for them. */
  @ParameterizedTest
  @ValueSource(strings = {"2130706433", "127.1", "10.1", "169.16689662", "0", "0177.0.0.1", "1.2."})
  void addressesOfOddFormsAreNotFollowed(String host) {
    assertThat(dns("huggingface.co", Set.of()).mayLeadTo(host)).isFalse();
    assertThat(dns(host, Set.of()).mayLeadTo(host)).as("the endpoint itself").isTrue();
  }

  @Test
  void publicHubCannotSendUsToAnInternalName() {
    GuardedDns dns = dns("huggingface.co", Set.of());

    assertThat(dns.mayLeadTo("localhost")).isFalse();
    assertThatThrownBy(() -> dns.lookup("localhost"))
        .isInstanceOf(UnknownHostException.class)
        .hasMessageContaining("address of this network");
  }

  @Test
  void hubOfThisNetworkMaySendUsWithinIt() throws Exception {
    GuardedDns dns = dns("127.0.0.1", Set.of());

    assertThat(dns.mayLeadTo("10.0.0.1")).isTrue();
    assertThat(dns.lookup("localhost")).isNotEmpty();
  }

  @Test
  void lookupAfterTheEndIsAFailureOfTheNetwork() {
    GuardedDns dns = dns("huggingface.co", Set.of());
    resolvers.shutdownNow();

    assertThatThrownBy(() -> dns.lookup("huggingface.co")).isInstanceOf(UnknownHostException.class);
  }

  @Test
  void proxyMayBeInThisNetwork() throws Exception {
    assertThat(dns("huggingface.co", Set.of("localhost")).lookup("localhost")).isNotEmpty();
  }
}
