package io.hffs.fs.device;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The line of an {@link Invite}: {@code hffs1.}, then in base64 for URLs:
 *
 * <pre>
 * 01                     flags: 1 introduces
 * 5e 0c ... (32 bytes)   fingerprint of the inviter
 * 7f 11 ... (16 bytes)   secret
 * 01                     number of addresses, then each:
 * 09 6e 61 73 ... 23 31    length of its host, host, port
 * b1 55 02 9c            CRC32 of all before
 * </pre>
 */
final class InviteToken {

  private static final String PREFIX = "hffs1.";
  private static final int INTRODUCES = 1;
  private static final int MAX_CHARACTERS = 4096;
  private static final int MAX_BYTES = MAX_CHARACTERS * 3 / 4;

  private InviteToken() {}

  static String encode(Invite invite) {
    ByteBuffer bytes = ByteBuffer.allocate(MAX_BYTES);
    bytes.put((byte) (invite.introduces() ? INTRODUCES : 0));
    bytes.put(invite.inviter().bytes());
    bytes.put(invite.secretBytes());
    bytes.put((byte) invite.addresses().size());
    for (PeerAddress address : invite.addresses()) {
      // PeerAddress has it in ASCII, 253 characters at most.
      byte[] host = address.host().getBytes(StandardCharsets.US_ASCII);
      bytes.put((byte) host.length).put(host).putShort((short) address.port());
    }
    bytes.putInt(checksum(bytes.duplicate().flip()));
    bytes.flip();
    byte[] exact = new byte[bytes.remaining()];
    bytes.get(exact);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(exact);
  }

  static Invite parse(String text) {
    String token = text.strip();
    if (token.startsWith("hffs") && token.indexOf('.') > 0 && !token.startsWith(PREFIX)) {
      throw new IllegalArgumentException(
          "The invite is of another version of hffs: use the same version on both machines.");
    }
    if (!token.startsWith(PREFIX) || token.length() > MAX_CHARACTERS) {
      throw new IllegalArgumentException(
          "This is not an invite. Copy the whole line that 'hffs peer invite' printed on the other"
              + " machine; it begins with "
              + PREFIX);
    }
    try {
      return read(ByteBuffer.wrap(Base64.getUrlDecoder().decode(token.substring(PREFIX.length()))));
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      throw new IllegalArgumentException(
          "The invite was not copied as it is: a character is missing or wrong. Copy the whole line"
              + " that 'hffs peer invite' printed on the other machine.",
          e);
    }
  }

  private static Invite read(ByteBuffer bytes) {
    int checksumAt = bytes.limit() - Integer.BYTES;
    ByteBuffer content = bytes.slice(0, Math.max(0, checksumAt));
    if (checksumAt < 0 || bytes.getInt(checksumAt) != checksum(content.duplicate())) {
      throw new IllegalArgumentException("wrong checksum");
    }
    int flags = content.get();
    DeviceId inviter = DeviceId.of(take(content, DeviceId.BYTES));
    String secret = HexFormat.of().formatHex(take(content, Invite.SECRET_BYTES));
    List<PeerAddress> addresses = new ArrayList<>();
    for (int left = content.get(); left > 0; left--) {
      byte[] host = take(content, Byte.toUnsignedInt(content.get()));
      int port = Short.toUnsignedInt(content.getShort());
      addresses.add(new PeerAddress(new String(host, StandardCharsets.US_ASCII), port));
    }
    return new Invite(inviter, secret, addresses, (flags & INTRODUCES) != 0);
  }

  private static byte[] take(ByteBuffer from, int length) {
    byte[] bytes = new byte[length];
    from.get(bytes);
    return bytes;
  }

  private static int checksum(ByteBuffer bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
