package io.hffs.fs.peer;

import io.hffs.fs.device.DeviceId;
import io.hffs.fs.device.PairedDevice;
import io.hffs.fs.device.Pairings;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
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
      Optional<PairedDevice> known = pairings.find(member.id());
      if (known.isEmpty() && !member.id().equals(own)) {
        pairings.add(member.id(), member.name(), member.address(), false, introducer.id());
        log.info("{} introduced {}", introducer.name(), member.name());
      }
    }
    for (PairedDevice device : pairings.all()) {
      if (device.introducedBy().equals(Set.of(introducer.id())) && !told.contains(device.id())) {
        pairings.remove(device.id());
        log.info("{} does not introduce {} any more", introducer.name(), device.name());
      }
    }
  }
}
