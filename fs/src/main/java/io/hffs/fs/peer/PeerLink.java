package io.hffs.fs.peer;

import com.fasterxml.jackson.databind.JsonNode;
import io.hffs.fs.device.PairedDevice;
import io.hffs.fs.device.PeerAddress;
import io.hffs.fs.peer.PeerState.Condition;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import io.hffs.fs.source.SourceHealth;
import io.hffs.fs.transfer.PeerSource;
import io.hffs.fs.transfer.SourceMeter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The standing connection to one paired device: asks it without end what it has, on a thread of its
 * own, {@code hffs-peer-<name>}, and looks for it where it may be when it does not answer.
 *
 * <p>Thread-safe.
 */
final class PeerLink implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PeerLink.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration MAX_PAUSE = Duration.ofSeconds(15);

  /** Introductions are asked for when there are others, and so often in case one was lost. */
  private static final Duration MEMBERS_EVERY = Duration.ofSeconds(30);

  private final PairedDevice device;
  private final PeerLinks.Parts parts;
  private final PeerConnection connection;
  private final Holdings holdings = new Holdings(System::nanoTime);
  private final SourceMeter meter = new SourceMeter(System::nanoTime);
  private final PeerBlobSource source;
  private final PeerQuestions questions;
  private final Semaphore nudge = new Semaphore(0);
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch reached = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable PeerAddress address;
  private volatile Condition condition = Condition.UNREACHABLE;
  private volatile Instant since;
  private volatile @Nullable String reason = "not asked yet";
  private volatile boolean closed;
  private String membersAsked = "";
  private long membersAskedNanos;

  PeerLink(PairedDevice device, PeerLinks.Parts parts) {
    this.device = device;
    this.parts = parts;
    this.connection = new PeerConnection(device.name(), parts.tls(device.id()));
    this.address = device.address();
    this.since = Instant.now();
    this.source =
        new PeerBlobSource(
            device,
            connection,
            holdings,
            this::url,
            new SourceHealth(device.name(), Clock.systemUTC()),
            meter,
            parts.wrongChunks());
    this.questions = new PeerQuestions(device.name(), connection, this::url);
    this.thread = new Thread(this::run, "hffs-peer-" + device.name());
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  String name() {
    return device.name();
  }

  PairedDevice device() {
    return device;
  }

  /** Tells whether it can stay when this is what is known of its device now. */
  boolean isFor(PairedDevice now) {
    PeerAddress place = now.address();
    return now.name().equals(device.name())
        && now.introducer() == device.introducer()
        && (isActive()
            || Objects.equals(place, device.address())
            || Objects.equals(place, address));
  }

  PeerSource source() {
    return source;
  }

  PeerQuestions questions() {
    return questions;
  }

  boolean isActive() {
    return condition == Condition.ACTIVE;
  }

  /** Is open from the first answer on, or the first try that got none. */
  CountDownLatch asked() {
    return asked;
  }

  /** Is open from the first answer on. */
  CountDownLatch reached() {
    return reached;
  }

  @Nullable Holding holding(BlobId blob) {
    return holdings.find(blob);
  }

  PeerState state() {
    return new PeerState(
        device,
        address,
        condition,
        since,
        reason,
        holdings.count(),
        holdings.heldBytes(),
        meter.receivedBytes(),
        meter.active() > 0 ? meter.bytesPerSecond() : 0);
  }

  /** Has it looked for now: it may have come to another address. */
  void nudge() {
    if (!isActive()) {
      nudge.release();
    }
  }

  private HttpUrl url(String path) throws SourceException {
    PeerAddress at = address;
    if (at == null) {
      throw new SourceException(Kind.UNAVAILABLE, "nobody knows where " + name() + " is");
    }
    return PeerConnection.url(at, path);
  }

  // The loop.

  private void run() {
    Duration pause = FIRST_PAUSE;
    while (!closed) {
      try {
        if (!isBanned() && listen()) {
          pause = FIRST_PAUSE;
          continue;
        }
        pause(pause);
        pause = pause.multipliedBy(2).compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : pause.multipliedBy(2);
      } catch (Exception e) {
        // The edge of the thread: the device must be asked again whatever happened. OkHttp lets an
        // InterruptedException through that it does not declare; only close() interrupts.
        if (closed) {
          return;
        }
        log.warn("Listening to {} failed in a way that nobody thought of", name(), e);
        enter(Condition.UNREACHABLE, e.toString());
        pause(MAX_PAUSE);
      }
    }
  }

  private boolean isBanned() {
    return parts
        .ban(device.id())
        .map(
            ban -> {
              enter(Condition.BANNED, ban.reason() + " (until " + ban.until() + ")");
              return true;
            })
        .orElse(false);
  }

  /** Asks once, where it was last or wherever else it may be; false when it is nowhere. */
  private boolean listen() {
    SourceException failure = null;
    for (PeerAddress candidate : parts.candidates(device, address)) {
      if (closed) {
        return false;
      }
      try {
        listenAt(candidate);
        return true;
      } catch (SourceException e) {
        failure = failure == null ? e : failure;
      }
    }
    holdings.clear();
    enter(
        Condition.UNREACHABLE, failure == null ? "nobody knows where it is" : failure.getMessage());
    return false;
  }

  private void listenAt(PeerAddress candidate) throws SourceException {
    boolean patient = isActive();
    HttpUrl url =
        PeerConnection.url(candidate, PeerProtocol.HOLDINGS)
            .newBuilder()
            .addQueryParameter("run", holdings.run())
            .addQueryParameter("since", Long.toString(holdings.version()))
            .addQueryParameter("wait", patient ? "" + PeerProtocol.MAX_WAIT.toSeconds() : "0")
            .build();
    JsonNode answer = connection.json(url, patient ? PeerProtocol.MAX_WAIT : Duration.ZERO);
    HoldingsPage page;
    try {
      page = HoldingsJson.read(answer);
    } catch (IllegalArgumentException e) {
      throw new SourceException(Kind.CORRUPT, name() + " sent odd holdings: " + e.getMessage(), e);
    }
    holdings.apply(page);
    boolean moved = !candidate.equals(address);
    address = candidate; // first: who hears of the move looks whether this link fits
    if (moved) {
      log.info("{} is at {} now", name(), candidate);
      parts.moved(device.id(), candidate);
    }
    enter(Condition.ACTIVE, null);
    askForMembers(candidate, page.run() + " " + page.members());
  }

  private void askForMembers(PeerAddress at, String members) throws SourceException {
    long now = System.nanoTime();
    if (!device.introducer()
        || (members.equals(membersAsked) && now - membersAskedNanos < MEMBERS_EVERY.toNanos())) {
      return;
    }
    membersAsked = members;
    membersAskedNanos = now;
    parts.introduced(
        device,
        MembersJson.read(
            connection.json(PeerConnection.url(at, PeerProtocol.MEMBERS), PeerConnection.STALL)));
  }

  private void enter(Condition next, @Nullable String why) {
    if (condition != next) {
      since = Instant.now();
      if (next == Condition.ACTIVE) {
        source.health().answered(); // what failed was before it went, or was the way to it
        log.info("{} is reachable at {}", name(), address);
      } else if (!closed) {
        log.info("{} is not to be asked: {}", name(), why);
      }
    }
    condition = next;
    reason = why;
    asked.countDown();
    if (next == Condition.ACTIVE) {
      reached.countDown();
    }
  }

  private void pause(Duration length) {
    try {
      if (!closed && nudge.tryAcquire(length.toMillis(), TimeUnit.MILLISECONDS)) {
        nudge.drainPermits();
      }
    } catch (InterruptedException e) {
      closed = true; // only close() does that
    }
  }

  /** Ends what is under way with it, because it is banned. */
  void renounce() {
    condition = Condition.BANNED; // the thread finds out why
    holdings.clear();
    connection.cancelAll();
    nudge.release();
  }

  /** Ends the thread and all that is under way. Does not wait. */
  @Override
  public void close() {
    closed = true;
    connection.close();
    thread.interrupt();
  }
}
