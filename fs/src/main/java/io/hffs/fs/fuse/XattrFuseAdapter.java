package io.hffs.fs.fuse;

import io.hffs.fs.vfs.VirtualFileSystem;
import java.nio.charset.StandardCharsets;
import jnr.ffi.Pointer;

/**
 * With extended attributes too. The kernel keeps no answer about them, and {@code ls -l} asks it
 * for two of each file; only where there are none at all does it stop asking.
 */
final class XattrFuseAdapter extends FuseAdapter {

  XattrFuseAdapter(VirtualFileSystem files, StatWriter stats, FuseCall call) {
    super(files, stats, call);
  }

  @Override
  public int getxattr(String path, String name, Pointer value, long size) {
    return call.run(
        "getxattr",
        path,
        () -> {
          if (!name.startsWith("user.hffs.")) { // security.*, system.*: asked at every turn
            return -Errnos.ENODATA;
          }
          return answer(files.extendedAttribute(path, name), value, size);
        });
  }

  @Override
  public int listxattr(String path, Pointer list, long size) {
    return call.run(
        "listxattr",
        path,
        () -> {
          StringBuilder names = new StringBuilder();
          for (String name : files.extendedAttributeNames(path)) {
            names.append(name).append('\0');
          }
          return answer(names.toString().getBytes(StandardCharsets.UTF_8), list, size);
        });
  }

  /** Answers as the xattr calls want it: the length for size 0, ERANGE when it does not fit. */
  private static int answer(byte[] content, Pointer target, long size) {
    if (size == 0) {
      return content.length;
    }
    if (size < content.length) {
      return -Errnos.ERANGE;
    }
    target.put(0, content, 0, content.length);
    return content.length;
  }
}
