package io.hffs.fs.transfer;

import java.util.List;

/** The paired machines that are reachable now. Thread-safe, no waiting. */
public interface PeerSources {

  /** Nobody is paired with this machine. */
  PeerSources NONE =
      new PeerSources() {
        @Override
        public String ownId() {
          return "";
        }

        @Override
        public List<PeerSource> live() {
          return List.of();
        }
      };

  /** Returns the id of this machine, of the kind of {@link PeerSource#id}. */
  String ownId();

  List<PeerSource> live();
}
