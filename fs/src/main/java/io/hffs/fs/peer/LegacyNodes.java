package io.hffs.fs.peer;

import io.hffs.fs.device.PeerAddress;
import io.hffs.fs.os.DaemonThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nodes that run HFFS or HFMC and that the user added; kept in {@value #FILE_NAME}.
 *
 * <p>Thread-safe. Questions are answered from memory and never wait. From {@link #start} on the
 * nodes are asked every {@link #ASK_EVERY} whether they are there, by {@code hffs-old-nodes}.
 */
public final class LegacyNodes implements AutoCloseable {

  /** The name of the file in the cache directory. */
  public static final String FILE_NAME = "legacy-peers.json";

  static final Duration ASK_EVERY = Duration.ofSeconds(30);

  private static final Logger log = LoggerFactory.getLogger(LegacyNodes.class);

  /** One for the rounds, which take long when nodes are gone, and one for who was just added. */
  private static final int THREADS = 2;

  private final LegacyNodesFile file;
  private final LegacyHttp http = new LegacyHttp();
  private final Object writeLock = new Object();
  private final ScheduledThreadPoolExecutor threads;
  private volatile List<LegacyPeer> all = List.of();

  private LegacyNodes(LegacyNodesFile file) {
    this.file = file;
    this.threads = new ScheduledThreadPoolExecutor(THREADS, DaemonThreads.named("hffs-old-nodes"));
  }

  /**
   * Reads which nodes there are; for the owner of the directory. A damaged file is put aside into
   * {@code trash/}: then there are none. No network.
   */
  public static LegacyNodes open(Path root) throws IOException {
    LegacyNodesFile file = new LegacyNodesFile(root, FILE_NAME);
    List<PeerAddress> addresses = file.read();
    LegacyNodes nodes = new LegacyNodes(file);
    nodes.all = addresses.stream().distinct().map(nodes::peer).toList();
    return nodes;
  }

  private LegacyPeer peer(PeerAddress address) {
    return new LegacyPeer(address, new LegacyNode(http, address));
  }

  /** Begins to ask the nodes whether they are there. Returns at once. */
  public void start() {
    var unused =
        threads.scheduleWithFixedDelay(
            this::askAll, 0, ASK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void askAll() {
    try {
      all.forEach(LegacyPeer::ask);
    } catch (RuntimeException e) {
      // The edge of the thread: it must come again whatever happened now.
      log.warn("Asking old nodes failed, will try again", e);
    }
  }

  /** Returns the nodes, by address. */
  public List<LegacyPeer> all() {
    return all;
  }

  /**
   * Adds a node, or finds the one that is there, and asks whether it answers. The node is stored
   * when this returns, whatever it says.
   *
   * @param patience how long to wait at most for its answer
   */
  public LegacyPeer add(PeerAddress address, Duration patience) throws IOException {
    LegacyPeer added;
    synchronized (writeLock) {
      Optional<LegacyPeer> known = find(address);
      added = known.orElseGet(() -> peer(address));
      if (known.isEmpty()) {
        List<LegacyPeer> after = new ArrayList<>(all);
        after.add(added);
        after.sort(Comparator.comparing(each -> each.address().toString()));
        store(after);
      }
    }
    ask(added, patience);
    return added;
  }

  private Optional<LegacyPeer> find(PeerAddress address) {
    return all.stream().filter(each -> each.address().equals(address)).findFirst();
  }

  private void ask(LegacyPeer peer, Duration patience) {
    try {
      Future<?> asked = threads.submit(peer::ask);
      asked.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException | RejectedExecutionException e) {
      log.debug("{} did not answer at once: {}", peer.address(), e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Forgets a node.
   *
   * @return whether it was known
   */
  public boolean remove(PeerAddress address) throws IOException {
    synchronized (writeLock) {
      List<LegacyPeer> after = new ArrayList<>(all);
      boolean known = after.removeIf(each -> each.address().equals(address));
      if (known) {
        store(after);
      }
      return known;
    }
  }

  /** A change is on the disk before it holds. */
  private void store(List<LegacyPeer> after) throws IOException {
    file.write(after.stream().map(LegacyPeer::address).toList());
    all = List.copyOf(after);
  }

  /** Ends what is under way with the nodes. Does not wait. */
  @Override
  public void close() {
    threads.shutdownNow();
    http.close();
  }
}
