package io.hffs.fs.device;

import java.time.Duration;
import java.time.Instant;
import okhttp3.tls.HeldCertificate;

/** Devices for tests, made in memory. */
final class Devices {

  private Devices() {}

  /** A device whose id has this digit 64 times. */
  static DeviceId id(String digit) {
    return new DeviceId(digit.repeat(64));
  }

  static DeviceIdentity identity() {
    return new DeviceIdentity(builder(Instant.now().minus(Duration.ofDays(1))).ecdsa256().build());
  }

  /** A certificate that is valid for two days from {@code begin}. */
  static HeldCertificate.Builder builder(Instant begin) {
    return new HeldCertificate.Builder()
        .commonName("hffs")
        .validityInterval(begin.toEpochMilli(), begin.plus(Duration.ofDays(2)).toEpochMilli());
  }
}
