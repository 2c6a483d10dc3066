package io.hffs.fs.device;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The devices that this machine is paired with, and which of them are banned; kept in {@value
 * #FILE_NAME}.
 *
 * <p>Thread-safe. Questions are answered from memory and never wait. A change is on the disk before
 * it holds; one at a time.
 */
public final class Pairings {

  /** The name of the file in the cache directory. */
  public static final String FILE_NAME = "peers.json";

  /** How many devices a machine can be paired with. */
  public static final int MAX_DEVICES = TrustBook.MAX_DEVICES;

  private static final Logger log = LoggerFactory.getLogger(Pairings.class);

  private interface Change {
    TrustBook apply(TrustBook book) throws DeviceException;
  }

  private interface Writer {
    void write(TrustBook book) throws IOException;
  }

  private record Step(TrustBook before, TrustBook after) {}

  private final TrustFile file;
  private final InstantSource clock;
  private final Object writeLock = new Object();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile TrustBook book;

  private Pairings(TrustFile file, TrustBook book, InstantSource clock) {
    this.file = file;
    this.book = book;
    this.clock = clock;
  }

  /**
   * Reads the pairings of the machine whose cache is {@code root}; for the owner of the directory.
   * A damaged file is put aside into {@code trash/}: then it is paired with none.
   */
  public static Pairings open(Path root, InstantSource clock) throws IOException {
    TrustFile file = new TrustFile(root, FILE_NAME);
    return new Pairings(file, file.read(), clock);
  }

  /**
   * Tells whether the machine whose cache is {@code root} is paired with any; for programs that do
   * not own the directory. What cannot be read counts as none.
   */
  public static boolean anyIn(Path root) {
    return new TrustFile(root, FILE_NAME).hasDevices();
  }

  /** Has {@code afterChange} run after each change, by the thread that made it, under no lock. */
  public void addListener(Runnable afterChange) {
    listeners.add(afterChange);
  }

  /** Returns all, in the order of their numbers. */
  public List<PairedDevice> all() {
    return book.entries().values().stream().map(TrustBook.Entry::device).toList();
  }

  public Optional<PairedDevice> find(DeviceId id) {
    return entry(id).map(TrustBook.Entry::device);
  }

  /** Finds the device that a journal of the cache names by its number. */
  public Optional<PairedDevice> find(int number) {
    return all().stream().filter(device -> device.number() == number).findAny();
  }

  public boolean isPaired(DeviceId id) {
    return book.entries().containsKey(id);
  }

  /** Returns the ban of a device that holds now. */
  public Optional<Ban> ban(DeviceId id) {
    return entry(id).flatMap(entry -> entry.conduct().ban(clock.instant()));
  }

  private Optional<TrustBook.Entry> entry(DeviceId id) {
    return Optional.ofNullable(book.entries().get(id));
  }

  /**
   * Pairs with a device because the user wants it, or renews what is known of one.
   *
   * @param introducer whether the devices that it trusts are to be trusted too
   * @throws DeviceException with a sentence, if there are {@link #MAX_DEVICES} already
   */
  public PairedDevice add(
      DeviceId id, String name, @Nullable PeerAddress address, boolean introducer)
      throws IOException {
    Instant now = clock.instant();
    Step step = store(before -> before.paired(id, name, address, now, introducer));
    return Objects.requireNonNull(step.after().entries().get(id)).device();
  }

  /**
   * Pairs with a device because a paired one vouches for it. A device that the user paired stays
   * so, and one that he removed does not come back.
   *
   * @return the device as it is known now; empty when the user removed it
   * @throws DeviceException with a sentence, if there are {@link #MAX_DEVICES} already, or if who
   *     introduces it is no introducer
   */
  public Optional<PairedDevice> introduce(
      DeviceId id, String name, @Nullable PeerAddress address, boolean introducer, DeviceId by)
      throws IOException {
    Instant now = clock.instant();
    store(before -> before.introduced(id, name, address, now, introducer, by));
    return find(id);
  }

  /**
   * Ends the pairing with a device and with those that are trusted only because it introduced them,
   * and forgets their bans. A device that was introduced comes back only when the user pairs it.
   * What is connected stays so until a listener cuts it; no new connection is admitted.
   *
   * @return whether it was paired
   */
  public boolean remove(DeviceId id) throws IOException {
    return store(before -> before.without(id)).before().entries().containsKey(id);
  }

  /**
   * Notes that an introducer vouches no more for a device, which ends the pairing with it unless
   * another one does.
   */
  public void withdraw(DeviceId id, DeviceId introducer) throws IOException {
    store(before -> before.withdrawn(id, introducer));
  }

  /** Notes where a paired device was found. */
  public void moved(DeviceId id, PeerAddress address) {
    remember(before -> before.moved(id, address));
  }

  /**
   * Notes that a paired device gave wrong bytes: the second time within 24 hours it is banned.
   *
   * @param what it gave, in words for the user
   */
  public void strike(DeviceId id, String what) {
    Instant now = clock.instant();
    judge(id, conduct -> conduct.struck(id, now, what));
  }

  /** Bans a paired device for a day, and for twice as long each further time, up to a week. */
  public void ban(DeviceId id, String why) {
    Instant now = clock.instant();
    judge(id, conduct -> conduct.banned(id, now, why));
  }

  private void judge(DeviceId id, UnaryOperator<Conduct> judgement) {
    Optional<Ban> ban = ban(id);
    remember(before -> before.judged(id, judgement));
    ban(id)
        .filter(now -> !ban.equals(Optional.of(now)))
        .ifPresent(
            now ->
                log.warn("Paired device {} is banned until {}: {}", id, now.until(), now.reason()));
  }

  private Step store(Change change) throws IOException {
    return make(change, file::write);
  }

  /** As {@link #store}; holds for this process also when the disk does not take it. */
  private void remember(Change change) {
    try {
      make(change, this::writeIfPossible);
    } catch (IOException e) {
      throw new AssertionError("only the disk fails here", e);
    }
  }

  private void writeIfPossible(TrustBook next) {
    try {
      file.write(next);
    } catch (IOException e) {
      log.warn(
          "{} cannot be written; its last change ends with this process: {}", file, e.toString());
    }
  }

  private Step make(Change change, Writer writer) throws IOException {
    Step step;
    synchronized (writeLock) {
      step = new Step(book, change.apply(book));
      if (step.after().equals(step.before())) {
        return step;
      }
      writer.write(step.after());
      book = step.after();
    }
    listeners.forEach(Runnable::run);
    return step;
  }
}
