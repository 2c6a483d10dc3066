package io.hffs.cli.command;

import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoType;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A repository, as HFFS wrote it ({@code model add R}) or as HFMC did ({@code model add -r R}). */
sealed class RepoArgument permits FileArgument {

  @Spec(Spec.Target.MIXEE)
  @Nullable CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "REPO",
      description = "org/name, datasets/org/name or spaces/org/name")
  @Nullable RepoId positional;

  @Option(
      names = {"-r", "--repo_id", "--repo-id"},
      paramLabel = "REPO",
      description = "the same, as an option")
  @Nullable RepoId option;

  @Option(
      names = "--repo-type",
      paramLabel = "TYPE",
      description = "model, dataset or space, when the id does not say it")
  @Nullable String type;

  /** Returns the repository; the user must have named one. */
  final RepoId required() {
    return optional()
        .orElseThrow(() -> usage("Which repository? Write it as org/name, for instance gpt2."));
  }

  /** Returns the repository if the user named one. */
  final Optional<RepoId> optional() {
    if (positional != null && option != null && !positional.equals(option)) {
      throw usage("Two repositories: " + positional + " and " + option + "; name one.");
    }
    RepoId named = positional != null ? positional : option;
    return Optional.ofNullable(named == null ? null : typed(named));
  }

  private RepoId typed(RepoId named) {
    String word = type;
    if (word == null) {
      return named;
    }
    for (RepoType each : RepoType.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(word) || each.plural().equals(word)) {
        if (named.type() != RepoType.MODEL && named.type() != each) {
          throw usage(named + " is not a " + word + "; leave --repo-type out.");
        }
        return new RepoId(each, named.namespace(), named.name());
      }
    }
    throw usage("Unknown repository type '" + word + "'; write model, dataset or space.");
  }

  private ParameterException usage(String message) {
    if (spec == null) {
      throw new IllegalStateException("not part of a command");
    }
    return new ParameterException(spec.commandLine(), message);
  }
}
