package io.hffs.fs.hub;

import java.util.ArrayList;
import java.util.List;

/**
 * The file {@code stored_tokens} of Hugging Face's programs:
 *
 * <pre>{@code
 * [laptop]
 * hf_token = hf_abc
 * }</pre>
 */
final class StoredTokens {

  private StoredTokens() {}

  /** Returns the text with this token under this name, in place of an earlier one. */
  static String with(String text, String name, String token) {
    String header = "[" + name.replaceAll("[\\p{Cntrl}\\[\\]]", "_").strip() + "]";
    List<String> lines = new ArrayList<>();
    boolean replaced = false;
    for (String line : text.lines().toList()) {
      if (line.strip().startsWith("[")) {
        replaced = line.strip().equals(header);
      }
      if (!replaced) {
        lines.add(line);
      }
    }
    while (!lines.isEmpty() && lines.get(lines.size() - 1).isBlank()) {
      lines.remove(lines.size() - 1);
    }
    if (!lines.isEmpty()) {
      lines.add("");
    }
    lines.add(header);
    lines.add("hf_token = " + token);
    return String.join("\n", lines) + "\n\n";
  }
}
