package io.hffs.fs.device;

import io.hffs.fs.os.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import okhttp3.tls.HeldCertificate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who this machine is: a P-256 key and a certificate that it signed itself, made once and kept in
 * {@value #FILE_NAME}. Who has the file is this machine to all that are paired with it. Immutable.
 */
public final class DeviceIdentity {

  /** The name of the file in the cache directory. */
  public static final String FILE_NAME = "device.pem";

  private static final Logger log = LoggerFactory.getLogger(DeviceIdentity.class);

  /** All machines have the same: a certificate says nothing of a user or a host. */
  private static final String COMMON_NAME = "hffs";

  private static final Duration VALIDITY = Duration.ofDays(20 * 365);

  /** For machines whose clock is behind the one that made the certificate. */
  private static final Duration GRACE = Duration.ofDays(1);

  private final HeldCertificate held;
  private final DeviceId id;

  DeviceIdentity(HeldCertificate held) {
    this.held = held;
    this.id = DeviceId.of(held.certificate());
  }

  /**
   * Reads the identity of this machine, or makes and stores it when there is none. Blocks on the
   * local disk. A damaged file stays as it is, since the others know this machine by it only. For
   * the owner of the cache directory.
   *
   * @throws DeviceException with a sentence, if the file is damaged or others can read it
   */
  public static DeviceIdentity open(Path root) throws IOException {
    Path file = root.resolve(FILE_NAME);
    return Files.notExists(file) ? create(file) : read(file);
  }

  private static DeviceIdentity create(Path file) throws IOException {
    Instant now = Instant.now();
    HeldCertificate made =
        new HeldCertificate.Builder()
            .ecdsa256()
            .commonName(COMMON_NAME)
            .validityInterval(now.minus(GRACE).toEpochMilli(), now.plus(VALIDITY).toEpochMilli())
            .build();
    String pem = made.certificatePem() + made.privateKeyPkcs8Pem();
    DurableFiles.replacePrivate(file, pem.getBytes(StandardCharsets.US_ASCII));
    DeviceIdentity identity = new DeviceIdentity(made);
    log.info("Made the identity of this machine, {}", identity);
    return identity;
  }

  private static DeviceIdentity read(Path file) throws IOException {
    byte[] pem = SecretFiles.read(file, "the key of this machine");
    try {
      HeldCertificate held = HeldCertificate.decode(new String(pem, StandardCharsets.ISO_8859_1));
      requireOwnKey(held);
      return new DeviceIdentity(held);
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      throw new DeviceException(
          "The key of this machine in "
              + file
              + " is damaged. Restore it from a backup; or delete it, and pair this machine with"
              + " each of the others again.",
          e);
    }
  }

  /** A flipped bit may leave a key that can be read and fits no certificate. */
  private static void requireOwnKey(HeldCertificate held) throws GeneralSecurityException {
    X509Certificate certificate = held.certificate();
    certificate.verify(certificate.getPublicKey());
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(held.keyPair().getPrivate());
    byte[] signed = signature.sign();
    signature.initVerify(certificate.getPublicKey());
    if (!signature.verify(signed)) {
      throw new GeneralSecurityException("the key is not the one of the certificate");
    }
  }

  public DeviceId id() {
    return id;
  }

  public X509Certificate certificate() {
    return held.certificate();
  }

  HeldCertificate held() {
    return held;
  }

  @Override
  public String toString() {
    return "device " + id;
  }
}
