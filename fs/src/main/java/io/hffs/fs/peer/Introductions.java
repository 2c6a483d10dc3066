package io.hffs.fs.peer;

import io.hffs.fs.device.DeviceId;
import io.hffs.fs.device.PairedDevice;
import io.hffs.fs.device.Pairings;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows from the list of members that an introducer told: who is new on it is paired, who is
 * paired because of it and is on it no more is not.
 */
final class Introductions {

  private static final Logger log = LoggerFactory.getLogger(Introductions.class);

  private Introductions() {}

  static void apply(Pairings pairings, DeviceId own, PairedDevice introducer, List<Member> members)
      throws IOException {
    Set<DeviceId> told = new HashSet<>();
    for (Member member : members) {
      told.add(member.id());
      if (!member.id().equals(own)) {
        boolean known = pairings.isPaired(member.id());
        boolean paired =
            pairings
                .introduce(member.id(), member.name(), member.address(), false, introducer.id())
                .isPresent();
        if (paired && !known) {
          log.info("{} introduced {}", introducer.name(), member.name());
        }
      }
    }
    for (PairedDevice device : pairings.all()) {
      if (device.introducedBy().contains(introducer.id()) && !told.contains(device.id())) {
        pairings.withdraw(device.id(), introducer.id());
        log.info("{} does not introduce {} any more", introducer.name(), device.name());
      }
    }
  }
}
