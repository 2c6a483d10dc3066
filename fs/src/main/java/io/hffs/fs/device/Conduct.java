package io.hffs.fs.device;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a paired device has to its discredit; decides when it is banned, and for how long.
 *
 * @param struckAt when it last gave wrong bytes; null once that led to a ban
 * @param lastBan the last ban, which may be over
 */
record Conduct(@Nullable Instant struckAt, @Nullable Ban lastBan) {

  static final Conduct CLEAN = new Conduct(null, null);

  /** One wrong chunk may be a bad memory; the second within this time is not forgiven. */
  private static final Duration STRIKE_COUNTS_FOR = Duration.ofHours(24);

  private static final Duration FIRST_BAN = Duration.ofHours(24);
  private static final Duration MAX_BAN = Duration.ofDays(7);

  /** Returns the ban that holds now. */
  Optional<Ban> ban(Instant now) {
    return Optional.ofNullable(lastBan).filter(ban -> now.isBefore(ban.until()));
  }

  /** One wrong chunk. What was under way when a ban began does not count against the device. */
  Conduct struck(DeviceId device, Instant now, String what) {
    if (ban(now).isPresent()) {
      return this;
    }
    boolean second = struckAt != null && now.isBefore(struckAt.plus(STRIKE_COUNTS_FOR));
    return second ? banned(device, now, what) : new Conduct(now, lastBan);
  }

  /** Bans for a day, for twice as long each further time, for a week at most. */
  Conduct banned(DeviceId device, Instant now, String why) {
    if (ban(now).isPresent()) {
      return this;
    }
    int before = lastBan == null ? 0 : lastBan.count();
    Duration length = FIRST_BAN.multipliedBy(1L << Math.min(before, 3));
    Instant until = now.plus(length.compareTo(MAX_BAN) > 0 ? MAX_BAN : length);
    return new Conduct(null, new Ban(device, until, before + 1, why));
  }
}
