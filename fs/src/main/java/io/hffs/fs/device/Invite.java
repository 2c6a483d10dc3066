package io.hffs.fs.device;

import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What one machine gives to another so that they pair: who it is, where it is, and a secret that is
 * good for one use. The user carries it over as one line, {@link #encode}.
 *
 * @param secret {@value #SECRET_BYTES} random bytes in hex
 * @param addresses where the inviter may be found; 1 to {@value #MAX_ADDRESSES}
 * @param introduces whether the inviter introduces the devices that it trusts
 */
public record Invite(
    DeviceId inviter, String secret, List<PeerAddress> addresses, boolean introduces) {

  static final int SECRET_BYTES = 16;
  static final int MAX_ADDRESSES = 8;

  private static final Pattern SECRET = Pattern.compile("[0-9a-f]{" + 2 * SECRET_BYTES + "}");

  public Invite {
    if (!isSecret(secret)) {
      throw new IllegalArgumentException("not the secret of an invite");
    }
    if (addresses.isEmpty() || addresses.size() > MAX_ADDRESSES) {
      throw new IllegalArgumentException("an invite has 1 to " + MAX_ADDRESSES + " addresses");
    }
    addresses = List.copyOf(addresses);
  }

  static boolean isSecret(String text) {
    return SECRET.matcher(text).matches();
  }

  byte[] secretBytes() {
    return HexFormat.of().parseHex(secret);
  }

  /** Returns it as one line of letters, digits, dots, dashes and underscores. */
  public String encode() {
    return InviteToken.encode(this);
  }

  /**
   * Reads what {@link #encode} wrote; white space around it does not count.
   *
   * @throws IllegalArgumentException with a sentence, if it was not copied as it was
   */
  public static Invite parse(String token) {
    return InviteToken.parse(token);
  }

  @Override
  public String toString() {
    return "invite of " + inviter + " at " + addresses;
  }
}
