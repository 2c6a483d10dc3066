package io.hffs.fs.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * A JSON object in a file that tells whether it is as it was written: its first field is the CRC32C
 * of all bytes after that field.
 *
 * <pre>
 * {"crc32c":"9ae0daaf","format":1,"pins":[]}
 *                     ^ of the bytes from here, to the end of the file
 * </pre>
 *
 * A flipped bit can leave a tree that is well formed and names another size or digest: nothing else
 * would tell. An object without the field is from a version that did not write it, and is believed.
 */
final class SealedJson {

  private static final byte[] BEFORE = "{\"crc32c\":\"".getBytes(US_ASCII);
  private static final int DIGITS = 8;
  private static final byte[] AFTER = "\",".getBytes(US_ASCII);
  private static final int SEAL_BYTES = BEFORE.length + DIGITS + AFTER.length;

  private SealedJson() {}

  /** Returns an object with the field in front; it must have fields, and no space before them. */
  static byte[] seal(byte[] object) {
    byte[] sealed = new byte[SEAL_BYTES + object.length - 1];
    System.arraycopy(BEFORE, 0, sealed, 0, BEFORE.length);
    System.arraycopy(AFTER, 0, sealed, BEFORE.length + DIGITS, AFTER.length);
    System.arraycopy(object, 1, sealed, SEAL_BYTES, object.length - 1);
    System.arraycopy(digits(sealed), 0, sealed, BEFORE.length, DIGITS);
    return sealed;
  }

  /** Tells whether the bytes are those that were sealed, or were not sealed at all. */
  static boolean isIntact(byte[] file) {
    boolean sealed =
        file.length > SEAL_BYTES && Arrays.equals(file, 0, BEFORE.length, BEFORE, 0, BEFORE.length);
    int end = BEFORE.length + DIGITS;
    return !sealed || Arrays.equals(file, BEFORE.length, end, digits(file), 0, DIGITS);
  }

  private static byte[] digits(byte[] file) {
    CRC32C crc = new CRC32C();
    crc.update(file, SEAL_BYTES, file.length - SEAL_BYTES);
    return HexFormat.of().toHexDigits((int) crc.getValue()).getBytes(US_ASCII);
  }
}
