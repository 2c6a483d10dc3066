package io.hffs.fs.device;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JacksonException;
import io.hffs.fs.fuzz.FuzzTarget;
import io.hffs.fs.json.JsonBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32;

/** What users carry from one machine to another, and the file of those that are trusted. */
public final class DeviceFuzz implements FuzzTarget.Provider {

  @Override
  public List<FuzzTarget> targets() {
    return List.of(
        new FuzzTarget("invite", DeviceFuzz::invite),
        new FuzzTarget("peer-address", DeviceFuzz::address),
        new FuzzTarget("stored-trust", DeviceFuzz::trust));
  }

  /** The text as it is, and its bytes with the right checksum: that stops almost everything. */
  private static boolean invite(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    boolean read = readsInvite(text);
    int from = text.indexOf('.') + 1;
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text.substring(from));
      read |= readsInvite(withChecksum(bytes));
    } catch (IllegalArgumentException e) {
      // not even base64
    }
    return readsInvite(withChecksum(input)) || read;
  }

  private static String withChecksum(byte[] bytes) {
    byte[] fixed = Arrays.copyOf(bytes, Math.max(bytes.length, Integer.BYTES));
    CRC32 crc = new CRC32();
    crc.update(fixed, 0, fixed.length - Integer.BYTES);
    ByteBuffer.wrap(fixed).putInt(fixed.length - Integer.BYTES, (int) crc.getValue());
    return "hffs1." + Base64.getUrlEncoder().withoutPadding().encodeToString(fixed);
  }

  private static boolean readsInvite(String text) {
    try {
      Invite invite = Invite.parse(text);
      assertThat(Invite.parse(invite.encode())).isEqualTo(invite);
      return true;
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotEmpty();
      return false;
    }
  }

  private static boolean address(byte[] input) {
    try {
      PeerAddress read =
          PeerAddress.parse(new String(input, StandardCharsets.UTF_8), PeerAddress.DEFAULT_PORT);
      assertThat(PeerAddress.parse(read.toString(), 1)).isEqualTo(read);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean trust(byte[] input) {
    try {
      TrustBook read = TrustJson.read(JsonBytes.stored(input));
      assertThat(TrustJson.read(TrustJson.write(read))).isEqualTo(read);
      return true;
    } catch (JacksonException | IllegalArgumentException e) {
      return false;
    }
  }
}
