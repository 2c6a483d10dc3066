package io.hffs.fs.device;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The name of a device that nobody else can take: the SHA-256 of its certificate.
 *
 * @param hex 64 lower-case hex digits
 */
public record DeviceId(String hex) implements Comparable<DeviceId> {

  static final int BYTES = 32;

  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");
  private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int ABBREVIATED_CHARACTERS = 16;
  private static final int BASE32_BITS = 5;

  public DeviceId {
    if (!FORM.matcher(hex).matches()) {
      throw new IllegalArgumentException("not the id of a device: '" + hex + "'");
    }
  }

  /** Returns the id of the device that this certificate is of. */
  public static DeviceId of(X509Certificate certificate) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return of(sha256.digest(certificate.getEncoded()));
    } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
      throw new IllegalArgumentException("not a certificate with a fingerprint", e);
    }
  }

  static DeviceId of(byte[] fingerprint) {
    return new DeviceId(HexFormat.of().formatHex(fingerprint));
  }

  byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }

  /**
   * Returns the first 80 bits in 16 base32 characters, {@code a} to {@code z} and {@code 2} to
   * {@code 7}: what is announced on the network. Enough to know a paired device by, and no proof.
   */
  public String abbreviated() {
    byte[] bytes = bytes();
    StringBuilder text = new StringBuilder(ABBREVIATED_CHARACTERS);
    int bits = 0;
    int held = 0;
    for (int next = 0; text.length() < ABBREVIATED_CHARACTERS; ) {
      if (held < BASE32_BITS) {
        bits = bits << Byte.SIZE | Byte.toUnsignedInt(bytes[next++]);
        held += Byte.SIZE;
      }
      held -= BASE32_BITS;
      text.append(BASE32.charAt(bits >> held & 31));
      bits &= (1 << held) - 1;
    }
    return text.toString();
  }

  @Override
  public int compareTo(DeviceId other) {
    return hex.compareTo(other.hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
