package io.hffs.fs.testhub;

import io.hffs.fs.testhub.http.LineShape;
import java.time.Duration;

/**
 * How the test hub behaves. All but the addresses can be changed while it runs.
 *
 * @param bindAddress the name or address to listen on
 * @param hubPort 0 for any free one, as {@code cdnPort}
 * @param treePageSize entries in one answer of a listing
 * @param urlTtl how long a signed address of the CDN is good
 * @param xet whether answers advertise Xet, which the hub does not serve
 */
public record TestHubConfig(
    String bindAddress,
    int hubPort,
    int cdnPort,
    HubProfile profile,
    LineShape line,
    int treePageSize,
    Duration urlTtl,
    GzipPolicy gzip,
    boolean xet,
    RateBudget budget) {

  /** On the loopback interface, free ports, the live profile, unshaped. */
  public static final TestHubConfig DEFAULT =
      new TestHubConfig(
          "127.0.0.1",
          0,
          0,
          HubProfile.LIVE,
          LineShape.UNSHAPED,
          1000,
          Duration.ofHours(1),
          GzipPolicy.TEXT,
          false,
          RateBudget.TOLD);

  public TestHubConfig {
    if (treePageSize < 1) {
      throw new IllegalArgumentException("treePageSize must be at least 1: " + treePageSize);
    }
  }

  public TestHubConfig withAddress(String address, int hub, int cdn) {
    return new TestHubConfig(
        address, hub, cdn, profile, line, treePageSize, urlTtl, gzip, xet, budget);
  }

  public TestHubConfig withProfile(HubProfile value) {
    return new TestHubConfig(
        bindAddress, hubPort, cdnPort, value, line, treePageSize, urlTtl, gzip, xet, budget);
  }

  public TestHubConfig withLine(LineShape value) {
    return new TestHubConfig(
        bindAddress, hubPort, cdnPort, profile, value, treePageSize, urlTtl, gzip, xet, budget);
  }

  public TestHubConfig withTreePageSize(int value) {
    return new TestHubConfig(
        bindAddress, hubPort, cdnPort, profile, line, value, urlTtl, gzip, xet, budget);
  }

  public TestHubConfig withUrlTtl(Duration value) {
    return new TestHubConfig(
        bindAddress, hubPort, cdnPort, profile, line, treePageSize, value, gzip, xet, budget);
  }

  public TestHubConfig withGzip(GzipPolicy value) {
    return new TestHubConfig(
        bindAddress, hubPort, cdnPort, profile, line, treePageSize, urlTtl, value, xet, budget);
  }

  public TestHubConfig withXet(boolean value) {
    return new TestHubConfig(
        bindAddress, hubPort, cdnPort, profile, line, treePageSize, urlTtl, gzip, value, budget);
  }

  public TestHubConfig withBudget(RateBudget value) {
    return new TestHubConfig(
        bindAddress, hubPort, cdnPort, profile, line, treePageSize, urlTtl, gzip, xet, value);
  }
}
