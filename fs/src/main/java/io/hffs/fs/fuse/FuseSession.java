package io.hffs.fs.fuse;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import jnr.ffi.LibraryLoader;
import jnr.ffi.LibraryOption;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import jnr.ffi.Struct;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ru.serce.jnrfuse.struct.FuseOperations;

/**
 * A mounted session of libfuse 2: requests are received from it and processed by whichever thread
 * asks. Thread-safe but for {@link #teardown}.
 */
final class FuseSession {

  private static final Logger log = LoggerFactory.getLogger(FuseSession.class);
  private static final int EINTR = 4;
  private static final int MAX_ERRORS_IN_A_ROW = 1000;

  /** Of {@code pid} in {@code struct fuse_in_header}, which is a thread's. */
  private static final int CALLER_OFFSET = 32;

  /** Setting up and tearing down touch globals of libfuse, such as its signal handlers. */
  private static final Object LIBFUSE = new Object();

  private final FuseLibrary library;
  private final Runtime runtime;
  private final Pointer fuse;
  private final Pointer session;
  private final Pointer channel;
  private final Pointer mountpoint;

  @SuppressWarnings("unused") // libfuse keeps pointers into it
  private final FuseOperations operations;

  private final AtomicBoolean tornDown = new AtomicBoolean();

  private FuseSession(
      FuseLibrary library,
      Runtime runtime,
      Pointer fuse,
      Pointer mountpoint,
      FuseOperations operations) {
    this.library = library;
    this.runtime = runtime;
    this.fuse = fuse;
    this.mountpoint = mountpoint;
    this.operations = operations;
    this.session = library.fuse_get_session(fuse);
    this.channel = library.fuse_session_next_chan(session, null);
  }

  /**
   * Mounts. libfuse says why it failed on standard error only.
   *
   * @param options as after {@code -o}
   * @throws MountException when libfuse is not installed, or could not mount
   */
  static FuseSession mount(Path mountpoint, String options, FuseOperations operations)
      throws MountException {
    FuseLibrary library = load();
    Runtime runtime = Runtime.getRuntime(library);
    String[] arguments = {"hffs", "-f", mountpoint.toString(), "-o", options};
    Pointer mountpointPointer = Memory.allocateDirect(runtime, Long.BYTES, true);
    Pointer multithreaded = Memory.allocateDirect(runtime, Long.BYTES, true);
    Pointer fuse;
    synchronized (LIBFUSE) {
      fuse =
          library.fuse_setup(
              arguments.length,
              arguments,
              operations,
              Struct.size(operations),
              mountpointPointer,
              multithreaded,
              null);
    }
    if (fuse == null) {
      throw new MountException(
          MountException.Reason.FAILED,
          "libfuse could not mount at " + mountpoint + "; 'hffs doctor' looks for the cause");
    }
    Pointer stored = mountpointPointer.getPointer(0);
    return new FuseSession(library, runtime, fuse, stored, operations);
  }

  private static FuseLibrary load() throws MountException {
    try {
      return LibraryLoader.create(FuseLibrary.class)
          .option(LibraryOption.LoadNow, true)
          .failImmediately()
          .load("libfuse.so.2");
    } catch (LinkageError e) {
      throw new MountException(
          MountException.Reason.NOT_INSTALLED,
          "libfuse.so.2 cannot be loaded: apt-get install fuse libfuse2",
          e);
    }
  }

  /** What one thread needs to receive requests. Not shared. */
  final class Receiver {
    private final long size = library.fuse_chan_bufsize(channel);
    private final Pointer buffer = Memory.allocateDirect(runtime, Math.toIntExact(size), false);
    private final Pointer channelPointer = Memory.allocateDirect(runtime, Long.BYTES, true);
    private int length;

    /**
     * Blocks until a request has come. Errors pass (no memory for a moment); one that stays ends
     * the session.
     *
     * @return false when the session is over
     */
    boolean receive() {
      int errors = 0;
      do {
        if (library.fuse_session_exited(session) != 0) {
          return false;
        }
        channelPointer.putPointer(0, channel);
        length = library.fuse_chan_recv(channelPointer, buffer, size);
        if (length < 0 && length != -EINTR && ++errors == MAX_ERRORS_IN_A_ROW) {
          log.error("no request can be received any more: errno {}", -length);
          return false;
        }
      } while (length < 0);
      return length > 0;
    }

    /** Answers the request that came: calls back into Java, on this thread. */
    void process() {
      FuseCaller.set(length < CALLER_OFFSET + Integer.BYTES ? 0 : buffer.getInt(CALLER_OFFSET));
      library.fuse_session_process(session, buffer, length, channel);
    }
  }

  /** Makes threads stop after the request that they work on. Does not wake those that receive. */
  void exit() {
    library.fuse_session_exit(session);
  }

  /** Frees the session. The caller has seen every thread of it end; later calls do nothing. */
  void teardown() {
    if (tornDown.compareAndSet(false, true)) {
      synchronized (LIBFUSE) {
        // It takes leave of the session that signals are for, which is the one set up last, and
        // says "unknown session" on standard error when that is another.
        library.fuse_set_signal_handlers(session);
        library.fuse_teardown(fuse, mountpoint);
      }
    }
  }
}
