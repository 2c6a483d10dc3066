package io.hffs.fs.testhub;

import java.util.Locale;
import java.util.Map;

/** Header values that depend on the name of a file only. */
final class FileHeaders {

  private static final Map<String, String> TEXT_TYPES =
      Map.of(
          "json", "application/json",
          "jsonl", "text/plain; charset=utf-8",
          "txt", "text/plain; charset=utf-8",
          "md", "text/plain; charset=utf-8",
          "csv", "text/csv; charset=utf-8",
          "py", "text/plain; charset=utf-8",
          "jinja", "text/plain; charset=utf-8",
          "gitattributes", "text/plain; charset=utf-8");

  private FileHeaders() {}

  static String contentType(String path) {
    String suffix = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return TEXT_TYPES.getOrDefault(suffix, "application/octet-stream");
  }

  /** Tells whether a CDN would compress it. */
  static boolean isText(String contentType) {
    return contentType.startsWith("text/") || contentType.equals("application/json");
  }

  static String contentDisposition(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return "inline; filename*=UTF-8''"
        + PathEncoding.encodeSegment(name)
        + "; filename=\""
        + name.replaceAll("[^ -~]|[\"\\\\]", "_")
        + "\";";
  }
}
