package io.hffs.fs.device;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The invites of this machine that may still be used. They are in memory only: a daemon that ends
 * takes them with it. Each is good for one use, for a limited time, and for few wrong guesses.
 *
 * <p>Thread-safe; never blocks.
 */
public final class Invites {

  /** How long an invite is good for unless the user says otherwise. */
  public static final Duration DEFAULT_VALIDITY = Duration.ofMinutes(15);

  /** After so many wrong tries an invite ends: somebody guesses. */
  static final int MAX_WRONG_TRIES = 5;

  private static final class Slot {
    final OpenInvite open;
    int wrongTries;

    Slot(OpenInvite open) {
      this.open = open;
    }
  }

  private final DeviceId own;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final List<Slot> slots = new ArrayList<>();

  public Invites(DeviceId own, InstantSource clock) {
    this.own = own;
    this.clock = clock;
  }

  /**
   * Opens an invite.
   *
   * @param addresses where this machine may be found
   * @param introduces whether who takes it up shall trust all that this machine trusts
   */
  public OpenInvite open(List<PeerAddress> addresses, boolean introduces, Duration validity) {
    byte[] secret = new byte[Invite.SECRET_BYTES];
    random.nextBytes(secret);
    Invite invite = new Invite(own, HexFormat.of().formatHex(secret), addresses, introduces);
    OpenInvite open = new OpenInvite(invite, clock.instant().plus(validity));
    synchronized (this) {
      slots.add(new Slot(open));
    }
    return open;
  }

  /** Tells whether this machine waits for somebody to use an invite. */
  public synchronized boolean anyOpen() {
    removeExpired();
    return !slots.isEmpty();
  }

  /** Uses up the invite of this secret. A wrong one counts against all that are open. */
  public synchronized Redemption redeem(String secret) {
    removeExpired();
    byte[] tried = Invite.isSecret(secret) ? HexFormat.of().parseHex(secret) : new byte[0];
    Slot found = null;
    for (Slot slot : slots) {
      // All are compared, whichever it is: the time taken says nothing.
      if (MessageDigest.isEqual(slot.open.invite().secretBytes(), tried)) {
        found = slot;
      }
    }
    if (found == null) {
      slots.forEach(slot -> slot.wrongTries++);
      slots.removeIf(slot -> slot.wrongTries >= MAX_WRONG_TRIES);
      return new Redemption.Refused();
    }
    slots.remove(found);
    return new Redemption.Accepted(found.open.invite());
  }

  private void removeExpired() {
    Instant now = clock.instant();
    slots.removeIf(slot -> !now.isBefore(slot.open.expiresAt()));
  }
}
