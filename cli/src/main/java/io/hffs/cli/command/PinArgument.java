package io.hffs.cli.command;

import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.Revision;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What to pin, as an argument or as an option: a repository, or one revision of it. */
public final class PinArgument {

  /** {@code REPO} or {@code REPO@REV}; no id of a repository has an at sign. */
  public record Target(RepoId repo, @Nullable Revision revision) {

    /** Reads one; throws IllegalArgumentException, with a sentence. */
    public static Target parse(String text) {
      int at = text.indexOf('@');
      return at < 0
          ? new Target(RepoId.parse(text), null)
          : new Target(RepoId.parse(text.substring(0, at)), new Revision(text.substring(at + 1)));
    }

    @Override
    public String toString() {
      return revision == null ? repo.toString() : repo + "@" + revision;
    }
  }

  @Spec(Spec.Target.MIXEE)
  @Nullable CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "REPO[@REV]",
      description =
          "org/name: all its revisions, later ones too; org/name@main: only where main is")
  @Nullable Target positional;

  @Option(
      names = {"-r", "--repo_id", "--repo-id"},
      paramLabel = "REPO[@REV]",
      description = "the same, as an option")
  @Nullable Target option;

  /** Returns what the user named, once. */
  Target required() {
    Target named = positional != null ? positional : option;
    if (named != null && (option == null || option.equals(named))) {
      return named;
    }
    if (spec == null) {
      throw new IllegalStateException("not part of a command");
    }
    throw new ParameterException(
        spec.commandLine(),
        named == null
            ? "Which repository? Write it as org/name, or org/name@main."
            : "Two repositories: " + named + " and " + option + "; name one.");
  }
}
