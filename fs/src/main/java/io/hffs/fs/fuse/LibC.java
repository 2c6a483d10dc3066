package io.hffs.fs.fuse;

import jnr.ffi.LibraryLoader;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import jnr.ffi.annotations.SaveError;

/**
 * The one call of libc whose errno Java does not tell: its exceptions carry the message only, in
 * the language of the user. Public because jnr-ffi asks so.
 */
public interface LibC {

  /** Asks the file system itself, which {@code stat} of a remembered node does not. */
  @SaveError
  int statfs(String path, Pointer result);

  /** Returns the errno of {@code statfs}, 0 when it succeeds. Blocks as long as that. */
  static int statfsErrno(String path) {
    LibC library = Loaded.LIBRARY;
    Runtime runtime = Runtime.getRuntime(library);
    Pointer result = Memory.allocateDirect(runtime, Loaded.ENOUGH_BYTES, true);
    return library.statfs(path, result) == 0 ? 0 : runtime.getLastError();
  }

  /**
   * Has it ready, which takes seconds on a busy machine: then a call takes no time but its own. A
   * place is asked that always answers.
   */
  static void load() {
    var unused = statfsErrno("/proc");
  }

  /** Loads it at first use. */
  final class Loaded {
    private static final int ENOUGH_BYTES = 512; // struct statfs takes 120
    private static final LibC LIBRARY = LibraryLoader.create(LibC.class).load("c");

    private Loaded() {}
  }
}
