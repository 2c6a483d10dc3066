package io.hffs.cli.command;

import io.hffs.cli.output.Sizes;
import io.hffs.daemon.api.JobView;
import io.hffs.daemon.api.PeerView;
import io.hffs.daemon.api.StatusView;
import io.hffs.daemon.api.TransferView;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a daemon moved and moves, for people; pure. */
final class TransferText {

  private TransferText() {}

  /** Returns a line for each thing of which there is something. */
  static List<String> lines(StatusView status) {
    List<String> lines = new ArrayList<>();
    TransferView transfer = status.transfer();
    String sources =
        transfer.bytesBySource().entrySet().stream()
            .filter(source -> source.getValue() > 0)
            .map(source -> Sizes.text(source.getValue()) + " from " + source.getKey())
            .collect(Collectors.joining(", "));
    if (!sources.isEmpty()) {
      lines.add("Fetch:  " + sources);
    }
    if (transfer.readBytes() > 0) {
      lines.add(
          "Read:   "
              + Sizes.text(transfer.readBytes())
              + ", "
              + Sizes.percent(transfer.cachedReadBytes(), transfer.readBytes())
              + " of it from the cache");
    }
    if (!status.peers().isEmpty()) {
      long active =
          status.peers().stream().filter(peer -> peer.state() == PeerView.State.ACTIVE).count();
      long old =
          status.peers().stream().filter(peer -> peer.state() == PeerView.State.LEGACY).count();
      lines.add(
          "Peers:  "
              + active
              + " of "
              + (status.peers().size() - old)
              + " active"
              + (old == 0 ? "" : ", and old nodes: " + old));
    }
    for (JobView job : status.jobs()) {
      lines.add("Job:    " + job.what() + ", since " + Times.local(job.startedAt()) + done(job));
    }
    return lines;
  }

  private static String done(JobView job) {
    return job.totalBytes() == 0
        ? ""
        : ", "
            + Sizes.percent(job.doneBytes(), job.totalBytes())
            + " of "
            + Sizes.text(job.totalBytes());
  }
}
