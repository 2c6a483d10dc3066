package io.hffs.cli.command;

import io.hffs.fs.repo.RepoPath;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * A repository and perhaps a file of it, after it or as an option. Inherits because picocli wants a
 * second positional parameter to stand in one class with the first.
 */
final class FileArgument extends RepoArgument {

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FILE",
      description = "one file of it, for instance config.json")
  @Nullable RepoPath positionalFile;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "the same, as an option")
  @Nullable RepoPath fileOption;

  /** Returns the file, null when none is named; the option wins. */
  @Nullable RepoPath file() {
    return fileOption != null ? fileOption : positionalFile;
  }
}
