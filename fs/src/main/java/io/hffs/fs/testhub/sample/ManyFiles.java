package io.hffs.fs.testhub.sample;

import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.TestTree;
import java.util.List;

/** A few hundred small files in nested directories, some under names that break careless code. */
final class ManyFiles {

  /** Each is legal on the Hub; those with an accent are one in composed and one in split form. */
  static final List<String> ODD_NAMES =
      List.of(
          "a space.txt",
          "hash#tag.txt",
          "100%.txt",
          "literal%20escape.txt",
          "why?.txt",
          "plus+and&.txt",
          "semi;colon,comma.txt",
          "it's \"quoted\".txt",
          "[brackets]{braces}.txt",
          "-dash.txt",
          ".hidden",
          "caf\u00e9.txt",
          "cafe\u0301.txt",
          "\u6a21\u578b.txt",
          "\u043c\u043e\u0434\u0435\u043b\u044c.txt",
          "\ud83c\udf4e.txt",
          "no-extension",
          "two..dots.txt",
          "x".repeat(200) + ".txt");

  private ManyFiles() {}

  static void addTo(TestTree.Builder files) {
    files.text("README.md", "# Many files\n\nSmall ones, deep ones, and some with odd names.\n");
    for (int directory = 0; directory < 20; directory++) {
      for (int file = 0; file < 15; file++) {
        String path = "group-%02d/part-%d/file-%03d.txt".formatted(directory, file % 3, file);
        files.text(path, ("line of " + path + "\n").repeat(1 + (directory * file) % 40));
      }
    }
    for (String name : ODD_NAMES) {
      files.text("odd names/" + name, "the content of " + name + "\n");
    }
    files
        .text("empty.txt", "")
        .text("deep/a/b/c/d/e/f/g/h/i/j/bottom.txt", "far down\n")
        .git("binary/git.bin", TestContent.generated(11, 8191))
        .lfs("binary/empty.bin", TestContent.of())
        .lfs("binary/one.bin", TestContent.generated(12, 1))
        .lfs("binary/chunk.bin", TestContent.generated(13, 1 << 20))
        .lfs("binary/chunk-and-one.bin", TestContent.generated(14, (1 << 20) + 1));
  }
}
