package io.hffs.fs.weights;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of models in several files: {@code model-00001-of-00004.safetensors}. Pure. */
public final class Shards {

  private static final Pattern NAME =
      Pattern.compile("(.*-)(\\d{5})(-of-)(\\d{5})(\\.(?:safetensors|gguf))");

  private Shards() {}

  /** Returns the path of the shard after this one; empty after the last and for other files. */
  public static Optional<String> next(String path) {
    Matcher name = NAME.matcher(path);
    if (!name.matches()) {
      return Optional.empty();
    }
    int next = Integer.parseInt(name.group(2)) + 1;
    return next > Integer.parseInt(name.group(4))
        ? Optional.empty()
        : Optional.of(
            "%s%05d%s%s%s"
                .formatted(name.group(1), next, name.group(3), name.group(4), name.group(5)));
  }
}
