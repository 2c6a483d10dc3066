package io.hffs.fs.device;

import java.time.Instant;

/** An invite of this machine, and when it ends if nobody uses it. */
public record OpenInvite(Invite invite, Instant expiresAt) {}
