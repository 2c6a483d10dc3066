package io.hffs.fs.device;

import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A device that this machine trusts.
 *
 * @param number 1 to {@link #MAX_NUMBER}, never given to another device; the journals of the cache
 *     name it by this
 * @param name what the user reads: 1 to 64 printable characters, not necessarily unique
 * @param address where it was last found; null if never
 * @param introducer whether the devices it trusts are trusted too
 * @param introducedBy the introducers it is trusted for; empty when the user paired it
 */
public record PairedDevice(
    DeviceId id,
    int number,
    String name,
    @Nullable PeerAddress address,
    Instant pairedAt,
    boolean introducer,
    Set<DeviceId> introducedBy) {

  /** What fits into the two bytes of a journal. */
  public static final int MAX_NUMBER = 0xffff;

  private static final int MAX_NAME_CHARACTERS = 64;

  /** Letters, marks, digits, punctuation, symbols and the space: nothing that moves a terminal. */
  private static final Pattern NAME =
      Pattern.compile("[\\p{L}\\p{M}\\p{N}\\p{P}\\p{S} ]{1," + MAX_NAME_CHARACTERS + "}");

  public PairedDevice {
    if (number < 1 || number > MAX_NUMBER) {
      throw new IllegalArgumentException("not the number of a device: " + number);
    }
    requireName(name);
    introducedBy = Set.copyOf(introducedBy);
  }

  /**
   * Returns a name that a device may have.
   *
   * @throws IllegalArgumentException with a sentence, for any other
   */
  public static String requireName(String name) {
    if (!NAME.matcher(name).matches() || name.isBlank()) {
      throw new IllegalArgumentException(
          "The name of a device has 1 to "
              + MAX_NAME_CHARACTERS
              + " printable characters. Give it another one.");
    }
    return name;
  }

  PairedDevice at(PeerAddress found) {
    return new PairedDevice(id, number, name, found, pairedAt, introducer, introducedBy);
  }

  PairedDevice introducedBy(Set<DeviceId> introducers) {
    return new PairedDevice(id, number, name, address, pairedAt, introducer, introducers);
  }
}
