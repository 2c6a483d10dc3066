package io.hffs.daemon.process;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The right to use a cache directory, held by one process at a time: a POSIX lock on the file
 * {@code LOCK} in it. The kernel drops it when the process ends, however it ends, so there is no
 * stale lock; the file stays, and what it says counts only while the lock is held.
 *
 * <p>Two bytes are locked: the first says that the directory is held, the second, taken after the
 * file was written, that what it says is of this holder and not of one that was killed.
 *
 * <p>A POSIX lock also vanishes when its process closes <em>any</em> descriptor of the file, so a
 * process that holds the lock never opens the file again: {@link #HELD} knows.
 */
public final class InstanceLock implements AutoCloseable {

  /** The role of a daemon; a command that works without one gives its own name. */
  public static final String DAEMON = "daemon";

  /** The name of the file in the cache directory. */
  public static final String FILE_NAME = "LOCK";

  private static final long HELD_BYTE = 0;
  private static final long WRITTEN_BYTE = 1;
  private static final int MAX_FILE_BYTES = 4096;
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** The locks of this process, by file; also the monitor under which lock files are opened. */
  private static final Map<Path, InstanceLock> HELD = new HashMap<>();

  private final Path file;
  private FileChannel channel; // guarded by HELD
  private Optional<Object> key; // guarded by HELD; of the file that is locked, whatever its name
  private volatile LockOwner owner;

  private InstanceLock(Path file, FileChannel channel, LockOwner owner) throws IOException {
    this.file = file;
    this.channel = channel;
    this.key = keyOf(file);
    this.owner = owner;
  }

  /**
   * Takes the lock of this cache directory, making the directory when it is missing.
   *
   * @param role what to tell others who want it
   * @param patience how long to wait for another holder to go
   * @throws ApiException {@code BUSY}, naming the holder, when it did not go
   */
  public static InstanceLock acquire(Path root, String role, Duration patience) throws IOException {
    Files.createDirectories(root);
    Path file = root.toRealPath().resolve(FILE_NAME);
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      InstanceLock lock = tryAcquire(file, role);
      if (lock != null) {
        return lock;
      }
      if (System.nanoTime() - deadline > 0) {
        throw busy(root, owner(root));
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private static @Nullable InstanceLock tryAcquire(Path file, String role) throws IOException {
    synchronized (HELD) {
      if (HELD.containsKey(file)) {
        return null;
      }
      FileChannel channel = tryLock(file);
      if (channel == null) {
        return null;
      }
      boolean kept = false;
      try {
        InstanceLock held =
            new InstanceLock(file, channel, new LockOwner(ProcessHandle.current().pid(), 0, role));
        held.tell();
        HELD.put(file, held);
        kept = true;
        return held;
      } finally {
        if (!kept) {
          channel.close();
        }
      }
    }
  }

  private static @Nullable FileChannel tryLock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    boolean locked = false;
    try {
      locked = channel.tryLock(HELD_BYTE, 1, false) != null;
    } finally {
      if (!locked) {
        channel.close();
      }
    }
    return locked ? channel : null;
  }

  /** Returns what tells a file from all others, also of its name; empty when there is none. */
  private static Optional<Object> keyOf(Path file) throws IOException {
    try {
      return Optional.ofNullable(Files.readAttributes(file, BasicFileAttributes.class).fileKey());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Says who holds the file that was just locked. */
  private void tell() throws IOException {
    write();
    // Waits for nobody but those who look, and they are gone in microseconds.
    channel.lock(WRITTEN_BYTE, 1, false);
  }

  /**
   * Takes the lock anew if its file was removed, as by {@code rm -r} of the cache directory:
   * without it others would find the directory free, and this process not at all.
   *
   * @return false when another process has the directory by now
   */
  boolean renew() throws IOException {
    synchronized (HELD) {
      if (HELD.get(file) != this || (key.isPresent() && key.equals(keyOf(file)))) {
        return true;
      }
      Files.createDirectories(file.getParent());
      FileChannel fresh = tryLock(file);
      if (fresh == null) {
        return false;
      }
      channel.close();
      channel = fresh;
      key = keyOf(file);
      tell();
      return true;
    }
  }

  /**
   * Returns who holds the lock of this cache directory, empty when nobody does. Does not disturb
   * the holder; one who is just taking the lock may have to try again.
   */
  public static Optional<LockOwner> owner(Path root) throws IOException {
    if (!Files.isDirectory(root)) {
      return Optional.empty();
    }
    Path file = root.toRealPath().resolve(FILE_NAME);
    synchronized (HELD) {
      InstanceLock mine = HELD.get(file);
      if (mine != null) {
        return Optional.of(mine.owner);
      }
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        if (!isHeld(channel, HELD_BYTE)) {
          return Optional.empty();
        }
        return Optional.of(
            isHeld(channel, WRITTEN_BYTE)
                ? LockOwner.parse(read(channel)).orElse(LockOwner.UNKNOWN)
                : LockOwner.UNKNOWN);
      } catch (NoSuchFileException e) {
        return Optional.empty();
      }
    }
  }

  /** A shared lock is granted exactly when nobody holds the exclusive one. */
  private static boolean isHeld(FileChannel channel, long position) throws IOException {
    FileLock probe = channel.tryLock(position, 1, true);
    if (probe == null) {
      return true;
    }
    probe.release();
    return false;
  }

  /** Makes the sentence for somebody who wants a cache directory that is held. */
  public static ApiException busy(Path root, Optional<LockOwner> owner) {
    String who =
        owner
            .filter(o -> o.pid() > 0)
            .map(o -> (o.isDaemon() ? "the hffs daemon" : "'hffs " + o.role() + "'"))
            .orElse("another process");
    String pid = owner.filter(o -> o.pid() > 0).map(o -> " (process " + o.pid() + ")").orElse("");
    boolean daemon = owner.map(LockOwner::isDaemon).orElse(false);
    String advice =
        daemon
            ? "end it with 'hffs daemon stop'"
            : "wait for it to end; several commands at once need 'hffs daemon start' first";
    return new ApiException(
        ErrorCode.BUSY, "The cache " + root + " is in use by " + who + pid + ": " + advice + ".");
  }

  /** Tells others where the local API of this process is. 0 takes it back. */
  public void publishPort(int port) throws IOException {
    synchronized (HELD) {
      owner = new LockOwner(owner.pid(), port, owner.role());
      write();
    }
  }

  private void write() throws IOException {
    ByteBuffer text = ByteBuffer.wrap(owner.format().getBytes(StandardCharsets.UTF_8));
    long length = text.remaining();
    while (text.hasRemaining()) {
      channel.write(text, text.position());
    }
    channel.truncate(length);
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(MAX_FILE_BYTES);
    while (buffer.hasRemaining() && channel.read(buffer, buffer.position()) > 0) {
      // Reads on until the end of the file.
    }
    return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
  }

  /** Gives the directory free. */
  @Override
  public void close() throws IOException {
    synchronized (HELD) {
      if (HELD.remove(file, this)) {
        channel.close();
      }
    }
  }
}
