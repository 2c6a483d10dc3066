package io.hffs.fs.fuse;

import jnr.ffi.Pointer;
import jnr.ffi.types.size_t;
import org.jspecify.annotations.Nullable;
import ru.serce.jnrfuse.struct.FuseOperations;

/** The functions of {@code libfuse.so.2} that make up a session. Public because jnr-ffi asks so. */
public interface FuseLibrary {

  /**
   * Mounts. Never without {@code -f} among the arguments: libfuse would fork, and the JVM's threads
   * would be gone.
   *
   * @param mountpoint a {@code char**}, and {@code multithreaded} an {@code int*}: 8 zeroed bytes
   *     each
   * @return null when it could not mount
   */
  @Nullable Pointer fuse_setup(
      int argc,
      String[] argv,
      FuseOperations operations,
      @size_t long operationsSize,
      Pointer mountpoint,
      Pointer multithreaded,
      @Nullable Pointer userData);

  Pointer fuse_get_session(Pointer fuse);

  Pointer fuse_session_next_chan(Pointer session, @Nullable Pointer channel);

  @size_t
  long fuse_chan_bufsize(Pointer channel);

  /** Blocks until a request comes. Returns its length, 0 after the unmount, or a negative errno. */
  int fuse_chan_recv(Pointer channelPointer, Pointer buffer, @size_t long size);

  void fuse_session_process(Pointer session, Pointer buffer, @size_t long length, Pointer channel);

  int fuse_session_exited(Pointer session);

  void fuse_session_exit(Pointer session);

  /**
   * Makes this the session that signals are for; there is one in a process. Leaves signals alone
   * that somebody handles already, as the JVM does.
   */
  int fuse_set_signal_handlers(Pointer session);

  /** Frees the session. Once, and only when no thread uses it any more. */
  void fuse_teardown(Pointer fuse, Pointer mountpoint);
}
