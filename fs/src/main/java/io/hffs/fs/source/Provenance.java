package io.hffs.fs.source;

/**
 * What vouches for bytes at the moment they come.
 *
 * @param device the number of the paired device that said so; 0 unless {@link Kind#ATTESTED}
 */
public record Provenance(Kind kind, int device) {

  /** How much it proves. */
  public enum Kind {
    /** They came from the Hub or a configured mirror. */
    ORIGIN,
    /** The digest of the whole blob was seen to match. */
    PROVEN,
    /** A paired device says so, and its hash of them holds. Not to be passed on. */
    ATTESTED
  }

  public static final int MAX_DEVICE = 0xffff;

  public static final Provenance ORIGIN = new Provenance(Kind.ORIGIN, 0);
  public static final Provenance PROVEN = new Provenance(Kind.PROVEN, 0);

  public Provenance {
    boolean attested = kind == Kind.ATTESTED;
    if (attested ? device < 1 || device > MAX_DEVICE : device != 0) {
      throw new IllegalArgumentException("not the number of a device: " + device);
    }
  }

  /** The word of a paired device, by its number. */
  public static Provenance attestedBy(int device) {
    return new Provenance(Kind.ATTESTED, device);
  }

  public boolean isAttested() {
    return kind == Kind.ATTESTED;
  }
}
