package io.hffs.fs.device;

import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All that is stored of other devices, as a value; says what a change leads to.
 *
 * @param nextNumber the number that the next new device gets, above all that were ever given
 * @param entries by id, in the order of their numbers
 * @param refused devices that the user removed although an introducer vouches for them
 */
record TrustBook(int nextNumber, Map<DeviceId, Entry> entries, Set<DeviceId> refused) {

  /** Beyond this many, each machine talking to each costs more than it brings. */
  static final int MAX_DEVICES = 64;

  /** One device. */
  record Entry(PairedDevice device, Conduct conduct) {}

  TrustBook {
    entries = copy(entries);
    refused = Set.copyOf(refused);
    for (Entry entry : entries.values()) {
      if (entry.device().number() >= nextNumber) {
        throw new IllegalArgumentException("a number that would be given again");
      }
    }
  }

  private static Map<DeviceId, Entry> copy(Map<DeviceId, Entry> entries) {
    Map<DeviceId, Entry> copy = new LinkedHashMap<>();
    entries.values().stream()
        .sorted((one, two) -> Integer.compare(one.device().number(), two.device().number()))
        .forEach(entry -> copy.put(entry.device().id(), entry));
    return Collections.unmodifiableMap(copy);
  }

  /** The user paired it: what is said now counts, and it needs no introducer any more. */
  TrustBook paired(
      DeviceId id, String name, @Nullable PeerAddress address, Instant now, boolean introducer)
      throws DeviceException {
    Set<DeviceId> stillRefused = new HashSet<>(refused);
    if (stillRefused.remove(id)) {
      return new TrustBook(nextNumber, entries, stillRefused)
          .paired(id, name, address, now, introducer);
    }
    Entry known = entries.get(id);
    if (known == null) {
      return added(id, name, address, now, introducer, Set.of());
    }
    PeerAddress at = address == null ? known.device().address() : address;
    return with(
        new PairedDevice(id, known.device().number(), name, at, now, introducer, Set.of()),
        known.conduct());
  }

  /**
   * An introducer vouches for it. Of a device that is known already this changes only who vouches,
   * and nothing when the user paired it, or removed it before.
   *
   * @throws DeviceException also when {@code by} is no introducer any more
   */
  TrustBook introduced(
      DeviceId id,
      String name,
      @Nullable PeerAddress address,
      Instant now,
      boolean introducer,
      DeviceId by)
      throws DeviceException {
    Entry vouching = entries.get(by);
    if (vouching == null || !vouching.device().introducer()) {
      throw new DeviceException("Device " + by + " is not trusted to introduce others.");
    }
    if (refused.contains(id)) {
      return this;
    }
    Entry known = entries.get(id);
    if (known == null) {
      return added(id, name, address, now, introducer, Set.of(by));
    }
    if (known.device().introducedBy().isEmpty()) {
      return this;
    }
    Set<DeviceId> all = new HashSet<>(known.device().introducedBy());
    all.add(by);
    return with(known.device().introducedBy(all), known.conduct());
  }

  private TrustBook added(
      DeviceId id,
      String name,
      @Nullable PeerAddress address,
      Instant now,
      boolean introducer,
      Set<DeviceId> introducedBy)
      throws DeviceException {
    if (entries.size() >= MAX_DEVICES) {
      throw new DeviceException(
          "This machine is paired with "
              + MAX_DEVICES
              + " devices, and cannot be with more: remove one with 'hffs peer rm'.");
    }
    if (nextNumber > PairedDevice.MAX_NUMBER) {
      throw new DeviceException(
          "This machine has been paired with too many devices over time. Move its cache directory"
              + " away to begin anew.");
    }
    PairedDevice device =
        new PairedDevice(id, nextNumber, name, address, now, introducer, introducedBy);
    return new TrustBook(nextNumber + 1, entries, refused).with(device, Conduct.CLEAN);
  }

  /**
   * Without a device, and without those that are trusted only because of it. If it was introduced,
   * it does not come back that way.
   */
  TrustBook without(DeviceId removed) {
    Map<DeviceId, Entry> rest = new LinkedHashMap<>(entries);
    Entry gone = rest.remove(removed);
    Set<DeviceId> refusedNow = new HashSet<>(refused);
    if (gone != null && !gone.device().introducedBy().isEmpty()) {
      refusedNow.add(removed);
    }
    return vouchedFor(rest, refusedNow);
  }

  /** An introducer vouches no more for a device: it goes, unless another one does. */
  TrustBook withdrawn(DeviceId id, DeviceId by) {
    Entry entry = entries.get(id);
    if (entry == null || !entry.device().introducedBy().contains(by)) {
      return this;
    }
    Map<DeviceId, Entry> rest = new LinkedHashMap<>(entries);
    Set<DeviceId> left = new HashSet<>(entry.device().introducedBy());
    left.remove(by);
    if (left.isEmpty()) {
      rest.remove(id);
    } else {
      rest.put(id, new Entry(entry.device().introducedBy(left), entry.conduct()));
    }
    return vouchedFor(rest, refused);
  }

  private TrustBook vouchedFor(Map<DeviceId, Entry> rest, Set<DeviceId> refusedNow) {
    Map<DeviceId, Entry> kept = new LinkedHashMap<>();
    // From those that the user paired along who vouches for whom: two that vouch for each other
    // keep nobody.
    boolean grew = true;
    while (grew) {
      grew = false;
      for (Map.Entry<DeviceId, Entry> each : rest.entrySet()) {
        Set<DeviceId> introducers = each.getValue().device().introducedBy();
        boolean vouchedFor =
            introducers.isEmpty() || introducers.stream().anyMatch(kept::containsKey);
        if (vouchedFor && kept.putIfAbsent(each.getKey(), each.getValue()) == null) {
          grew = true;
        }
      }
    }
    kept.replaceAll((id, entry) -> vouchedForOnlyBy(kept.keySet(), entry));
    return new TrustBook(nextNumber, kept, refusedNow);
  }

  private static Entry vouchedForOnlyBy(Set<DeviceId> kept, Entry entry) {
    Set<DeviceId> introducers = new HashSet<>(entry.device().introducedBy());
    introducers.retainAll(kept);
    return new Entry(entry.device().introducedBy(introducers), entry.conduct());
  }

  TrustBook moved(DeviceId id, PeerAddress address) {
    Entry entry = entries.get(id);
    return entry == null ? this : with(entry.device().at(address), entry.conduct());
  }

  /** Changes what a device has to its discredit; one that is not paired has nothing. */
  TrustBook judged(DeviceId id, UnaryOperator<Conduct> judgement) {
    Entry entry = entries.get(id);
    return entry == null ? this : with(entry.device(), judgement.apply(entry.conduct()));
  }

  private TrustBook with(PairedDevice device, Conduct conduct) {
    Map<DeviceId, Entry> changed = new LinkedHashMap<>(entries);
    changed.put(device.id(), new Entry(device, conduct));
    return new TrustBook(nextNumber, changed, refused);
  }
}
