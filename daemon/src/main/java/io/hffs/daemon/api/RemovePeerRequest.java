package io.hffs.daemon.api;

/**
 * Asks to end the sharing with a machine.
 *
 * @param who its host, {@code host:port}, name, or the first digits of its id, at least eight
 */
public record RemovePeerRequest(String who) {

  public RemovePeerRequest {
    who = who.strip();
    if (who.isEmpty()) {
      throw new IllegalArgumentException("which machine? Write it as 'hffs peer ls' shows it");
    }
  }
}
