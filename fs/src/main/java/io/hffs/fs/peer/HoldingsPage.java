package io.hffs.fs.peer;

import io.hffs.fs.repo.BlobId;
import java.util.List;

/**
 * What a machine has, or what changed of it since a version that the asker knew.
 *
 * @param run names the life of the process; versions of another run mean nothing
 * @param version to ask from the next time
 * @param members names the list of members that this machine introduces: another one, another list
 * @param full whether this is everything, so that what is not in it is gone
 */
public record HoldingsPage(
    String run,
    long version,
    long members,
    boolean full,
    List<Holding> holdings,
    List<BlobId> gone) {

  public HoldingsPage {
    holdings = List.copyOf(holdings);
    gone = List.copyOf(gone);
  }
}
