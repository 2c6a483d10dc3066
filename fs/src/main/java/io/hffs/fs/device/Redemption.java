package io.hffs.fs.device;

/** What became of the attempt to use an invite. */
public sealed interface Redemption {

  /** The secret was right; the invite is used up. */
  record Accepted(Invite invite) implements Redemption {}

  /** The secret is of no open invite: wrong, used, expired, or tried too often. */
  record Refused() implements Redemption {}
}
