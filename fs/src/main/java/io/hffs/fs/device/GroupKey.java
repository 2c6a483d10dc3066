package io.hffs.fs.device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret that all machines of a cluster were given: two that prove to each other that they have
 * it pair without a user. Immutable, thread-safe; shows its text to nobody.
 *
 * <p>A proof holds for one connection: it is made over both certificates, so one in the middle
 * cannot pass it on; over the role, so it cannot be sent back; and over a nonce of the client, so
 * that the server's cannot be used again. The client's is of no use without the private key of its
 * certificate. The client proves first. Who has a proof can try out texts against it at leisure, so
 * the text has to be random.
 */
public final class GroupKey {

  /** Which end of a connection proves. */
  public enum Role {
    CLIENT(1),
    SERVER(2);

    private final int code;

    Role(int code) {
      this.code = code;
    }
  }

  /** What the client makes for each connection, by a {@code SecureRandom}. */
  public static final int NONCE_BYTES = 32;

  /** 128 bits in base64; in hex it is 32. */
  private static final int MIN_CHARACTERS = 22;

  private static final String ALGORITHM = "HmacSHA256";
  private static final String LABEL = "hffs group key 1";

  private final byte[] key;

  private GroupKey(byte[] key) {
    this.key = key;
  }

  /**
   * Makes the key of a text; white space around it does not count.
   *
   * @throws IllegalArgumentException with a sentence, if it is too short
   */
  public static GroupKey of(String text) {
    String secret = text.strip();
    if (secret.length() < MIN_CHARACTERS) {
      throw new IllegalArgumentException(
          "The group key has "
              + secret.length()
              + " characters, and needs "
              + MIN_CHARACTERS
              + " that are random. Make one with: openssl rand -hex 32");
    }
    byte[] label = LABEL.getBytes(StandardCharsets.US_ASCII);
    return new GroupKey(mac(secret.getBytes(StandardCharsets.UTF_8), label));
  }

  /**
   * Reads the key from a file. Blocks on the local disk.
   *
   * @throws DeviceException with a sentence, if others can read the file, the group of one that
   *     root owns excepted, or if the key is too short
   */
  public static GroupKey read(Path file) throws IOException {
    String text = new String(SecretFiles.readGiven(file, "the group key"), StandardCharsets.UTF_8);
    try {
      return of(text);
    } catch (IllegalArgumentException e) {
      throw new DeviceException(file + ": " + e.getMessage(), e);
    }
  }

  /** Returns the proof, 32 bytes, that the one in this role has the key. */
  public byte[] proof(Role prover, DeviceId client, DeviceId server, byte[] nonce) {
    if (nonce.length != NONCE_BYTES) {
      throw new IllegalArgumentException("not a nonce: " + nonce.length + " bytes");
    }
    return mac(key, new byte[] {(byte) prover.code}, client.bytes(), server.bytes(), nonce);
  }

  /** Checks a proof in a time that tells nothing of it. */
  public boolean verify(byte[] proof, Role prover, DeviceId client, DeviceId server, byte[] nonce) {
    return MessageDigest.isEqual(proof(prover, client, server, nonce), proof);
  }

  private static byte[] mac(byte[] key, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no " + ALGORITHM, e);
    }
  }

  @Override
  public String toString() {
    return "group key";
  }
}
