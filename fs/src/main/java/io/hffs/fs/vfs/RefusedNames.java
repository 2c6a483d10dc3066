package io.hffs.fs.vfs;

import java.util.Locale;
import java.util.Set;

/**
 * Names that desktop programs and shells probe for in every directory. None is ever asked of the
 * Hub. Names with a leading dot need no entry: no repository may have one.
 */
final class RefusedNames {

  private static final Set<String> PROBED =
      Set.of("autorun.inf", "desktop.ini", "thumbs.db", "folder.jpg", "__pycache__");

  private RefusedNames() {}

  static boolean isRefused(String name) {
    return PROBED.contains(name.toLowerCase(Locale.ROOT));
  }
}
