package io.hffs.daemon.library;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.fs.HffsFileSystem;
import io.hffs.fs.peer.Holding;
import io.hffs.fs.peer.LegacyPeer;
import io.hffs.fs.peer.Peering;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes whole files from nodes that run HFFS or HFMC, for one download. Nobody knows who they are,
 * so what they send is kept apart until the digest of the Hub is found right. One that is gone or
 * lies is left alone for the rest of the download. Thread-safe.
 */
final class OldNodeFiles {

  private static final Logger log = LoggerFactory.getLogger(OldNodeFiles.class);
  private static final long POLL_MILLIS = 100;
  private static final long WORTH_ANOTHER_TRY_BYTES = 1 << 20;

  private final HffsFileSystem fs;
  private final Quarantine quarantine;
  private final List<LegacyPeer> nodes;
  private final AtomicBoolean cancelled;
  private final Set<LegacyPeer> shunned = ConcurrentHashMap.newKeySet();

  /**
   * @param cancelled ends what is under way soon after it becomes true
   */
  OldNodeFiles(
      HffsFileSystem fs, Quarantine quarantine, List<LegacyPeer> nodes, AtomicBoolean cancelled) {
    this.fs = fs;
    this.quarantine = quarantine;
    this.nodes = nodes;
    this.cancelled = cancelled;
  }

  /** How a node did with one file. */
  private enum Outcome {
    TAKEN,
    /** It cannot give this one, or not now. */
    NOT_HERE,
    /** It is gone, or it lied. */
    SHUN
  }

  /**
   * Makes a file complete in the cache if it is worth while and a node can give it; otherwise the
   * file is as it was, and nothing is thrown.
   *
   * @throws ApiException CANCELLED
   */
  void take(BlobRef blob) throws ApiException {
    if (nodes.isEmpty() || !fs.library().isPublic(blob.repo())) {
      return; // what is not public is not even named to strangers
    }
    try (Quarantine.Place place = place(blob)) {
      for (LegacyPeer node : nodes) {
        if (!isWanted(blob)) {
          return;
        }
        if (!shunned.contains(node) && take(blob, node, place) == Outcome.SHUN) {
          shunned.add(node);
        }
      }
    } catch (ApiException e) {
      throw e;
    } catch (IOException e) {
      log.warn("{} cannot be taken from old nodes: {}", blob.path(), e.toString());
    }
  }

  /** Waits while another download takes the same file. */
  private Quarantine.Place place(BlobRef blob) throws IOException {
    while (true) {
      Optional<Quarantine.Place> place = quarantine.take(blob.id());
      if (place.isPresent()) {
        return place.get();
      }
      checkCancelled();
      try {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ApiException(ErrorCode.CANCELLED, "The download was interrupted.", e);
      }
    }
  }

  /** Where most of it is here, or all of it with a machine that we know, they are not needed. */
  private boolean isWanted(BlobRef blob) {
    Peering peering = fs.config().peering();
    return blob.sizeBytes() > 0
        && !fs.cache().isComplete(blob.id())
        && fs.cache().presentBytes(blob.id()) <= blob.sizeBytes() / 2
        && (peering == null
            || peering.links().holders(blob.id()).values().stream().noneMatch(Holding::isComplete));
  }

  private Outcome take(BlobRef blob, LegacyPeer node, Quarantine.Place place) throws IOException {
    checkCancelled();
    try {
      if (!node.has(blob)) {
        return Outcome.NOT_HERE;
      }
    } catch (SourceException e) {
      return gone(node, e);
    }
    if (place.sizeBytes() > blob.sizeBytes()) {
      place.discard();
    }
    boolean begunByOthers = place.sizeBytes() > 0;
    Outcome outcome = fetch(blob, node, place);
    if (outcome == Outcome.SHUN && begunByOthers && place.sizeBytes() == 0) {
      return fetch(blob, node, place); // perhaps it was not this one that lied
    }
    return outcome;
  }

  /** Fetches what is missing, as long as it comes, and looks at the digest. */
  private Outcome fetch(BlobRef blob, LegacyPeer node, Quarantine.Place place) throws IOException {
    while (true) {
      long before = place.sizeBytes();
      try {
        node.download(blob, place.file(), bytes -> checkCancelled());
        fs.cache().importFile(blob, place.file());
        log.info("{} of {} came from the old node {}", blob.path(), blob.repo(), node);
        return Outcome.TAKEN;
      } catch (SourceException e) {
        if (e.kind() == Kind.CORRUPT) {
          place.discard();
          return liar(node, e);
        }
        if (place.sizeBytes() - before < WORTH_ANOTHER_TRY_BYTES) {
          return gone(node, e);
        }
        log.info("{} goes on: {}", blob.path(), e.getMessage());
      }
    }
  }

  private static Outcome gone(LegacyPeer node, SourceException e) {
    if (e.kind() == Kind.THROTTLED) {
      return Outcome.NOT_HERE;
    }
    log.info("Old node {} is left alone for this download: {}", node, e.getMessage());
    return Outcome.SHUN;
  }

  private static Outcome liar(LegacyPeer node, SourceException e) {
    log.warn(
        "Old node {} gave wrong bytes, which were dropped; it is left alone for this download: {}",
        node,
        e.getMessage());
    return Outcome.SHUN;
  }

  private void checkCancelled() throws ApiException {
    if (cancelled.get()) {
      throw new ApiException(ErrorCode.CANCELLED, "The download was stopped.");
    }
  }
}
