package io.hffs.daemon.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.fuzz.FuzzTarget;
import java.util.List;
import java.util.Optional;

/** What anybody on the local network may announce. */
public final class DiscoveryFuzz implements FuzzTarget.Provider {

  @Override
  public List<FuzzTarget> targets() {
    return List.of(new FuzzTarget("mdns-txt", DiscoveryFuzz::text));
  }

  private static boolean text(byte[] input) {
    Optional<Announcement> read = Announcement.read(input);
    read.ifPresent(each -> assertThat(Announcement.read(each.text())).contains(each));
    return read.isPresent();
  }
}
