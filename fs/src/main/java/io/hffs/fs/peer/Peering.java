package io.hffs.fs.peer;

import io.hffs.fs.device.DeviceIdentity;
import io.hffs.fs.device.PairedDevice;
import io.hffs.fs.device.Pairings;
import io.hffs.fs.device.PeerAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;

/**
 * Who this machine is, whom it is paired with, and the links to them. The links follow the pairings
 * from {@link #start} on.
 */
public record Peering(DeviceIdentity identity, Pairings pairings, PeerLinks links)
    implements AutoCloseable {

  /**
   * Reads what the cache directory knows; the first time an identity is made.
   *
   * @param whereabouts further addresses at which a device may be; a hint, nothing more
   */
  public static Peering open(Path root, Function<PairedDevice, List<PeerAddress>> whereabouts)
      throws IOException {
    DeviceIdentity identity = DeviceIdentity.open(root);
    Pairings pairings = Pairings.open(root, Clock.systemUTC());
    return new Peering(identity, pairings, new PeerLinks(identity, pairings, whereabouts));
  }

  /** Connects to all paired devices, in the background, and goes on to as pairings change. */
  public void start() {
    pairings.addListener(links::update);
    links.update();
  }

  @Override
  public void close() {
    links.close();
  }
}
