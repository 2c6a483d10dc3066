package io.hffs.cli.lab;

import io.hffs.fs.testhub.HubFault;
import io.hffs.fs.testhub.HubOrigin;
import io.hffs.fs.testhub.InjectedFault;
import io.hffs.fs.testhub.TestHub;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * All that a hub can do wrong but give other bytes, at random. Other bytes are not among it: what a
 * hub says is only checked when a file is whole. For use by one thread.
 */
final class HubTrouble {

  private static final int MIB = 1 << 20;

  private final TestHub hub;
  private final Random random;
  private final List<InjectedFault> now = new ArrayList<>();
  private long fired;
  private long outages;

  HubTrouble(TestHub hub, Random random) {
    this.hub = hub;
    this.random = random;
  }

  /** Makes one more kind of trouble for some of the next requests. */
  void add() {
    if (now.size() >= 3) {
      clear();
    }
    now.add(hub.inject(fault().after(random.nextInt(3)).times(1 + random.nextInt(8))));
    if (random.nextInt(5) == 0) {
      hub.expireSignedUrls();
    }
  }

  private HubFault fault() {
    long some = random.nextInt(2 * MIB);
    return switch (random.nextInt(20)) {
      case 0 -> HubFault.status(500);
      case 1 -> HubFault.status(503, "Retry-After", "1");
      case 2 -> HubFault.rateLimited(Duration.ofSeconds(1));
      case 3 -> HubFault.delay(Duration.ofMillis(random.nextInt(3000)));
      case 4 -> HubFault.stallBeforeHead();
      case 5 -> HubFault.stallAfter(some);
      case 6 -> HubFault.drip(1 + random.nextInt(2000));
      case 7 -> HubFault.resetBeforeHead();
      case 8 -> HubFault.resetAfter(some);
      case 9 -> HubFault.cutAfter(some);
      case 10 -> HubFault.status(403).on(HubOrigin.CDN);
      case 11 -> HubFault.shorterBody(1 + some).on(HubOrigin.CDN);
      case 12 -> HubFault.longerBody(1 + some).on(HubOrigin.CDN);
      case 13 -> HubFault.garbageAfterBody(1 + some).on(HubOrigin.CDN);
      case 14 -> HubFault.contentRangeShifted(1 + some).on(HubOrigin.CDN);
      case 15 -> HubFault.contentRangeMissing().on(HubOrigin.CDN);
      case 16 -> HubFault.otherRange(1 + some).on(HubOrigin.CDN);
      case 17 -> HubFault.wholeForRange().on(HubOrigin.CDN);
      case 18 -> HubFault.lyingGzip().on(HubOrigin.CDN);
      default -> HubFault.captivePortal();
    };
  }

  /** Takes the hub, or its CDN, away until {@link #comeBack}. */
  void outage() throws IOException {
    outages++;
    boolean all = random.nextBoolean();
    if (random.nextBoolean()) {
      if (all) {
        hub.goSilent();
      } else {
        hub.goSilent(HubOrigin.CDN);
      }
    } else if (all) {
      hub.goDark();
    } else {
      hub.goDark(HubOrigin.CDN);
    }
  }

  void comeBack() throws IOException {
    hub.comeBack();
  }

  /** Ends all trouble. */
  void clear() {
    fired();
    now.clear();
    hub.clearFaults();
  }

  private void fired() {
    now.forEach(fault -> fired += fault.fired());
  }

  /** Returns how many requests were hit and how often the hub was away; all trouble has ended. */
  long count() {
    return fired + outages;
  }
}
