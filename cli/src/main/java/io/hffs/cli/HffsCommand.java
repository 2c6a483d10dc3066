package io.hffs.cli;

import io.hffs.cli.client.DaemonClient;
import io.hffs.cli.command.AuthCommand;
import io.hffs.cli.command.CacheCommand;
import io.hffs.cli.command.CommandContext;
import io.hffs.cli.command.CommandFactory;
import io.hffs.cli.command.CompletionCommand;
import io.hffs.cli.command.ConfCommand;
import io.hffs.cli.command.DaemonCommand;
import io.hffs.cli.command.DoctorCommand;
import io.hffs.cli.command.ModelCommand;
import io.hffs.cli.command.MountCommand;
import io.hffs.cli.command.MountsCommand;
import io.hffs.cli.command.NoShareCommand;
import io.hffs.cli.command.PeerCommand;
import io.hffs.cli.command.PinArgument;
import io.hffs.cli.command.RefreshCommand;
import io.hffs.cli.command.StatusCommand;
import io.hffs.cli.command.UninstallCommand;
import io.hffs.cli.command.UnmountCommand;
import io.hffs.cli.demo.DemoHub;
import io.hffs.cli.output.Terminal;
import io.hffs.daemon.DaemonMain;
import io.hffs.daemon.api.AccessToken;
import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.DurationText;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.api.Installation;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.Revision;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code hffs} command: parses, runs a verb, and turns what went wrong into one sentence. */
@Command(
    name = "hffs",
    description = "The Hugging Face Hub as a directory.",
    versionProvider = HffsCommand.Version.class)
public final class HffsCommand {

  /** In the order of the help. */
  private static final List<Class<?>> VERBS =
      List.of(
          MountCommand.class,
          UnmountCommand.class,
          MountsCommand.class,
          StatusCommand.class,
          DaemonCommand.class,
          ModelCommand.class,
          PeerCommand.class,
          NoShareCommand.class,
          RefreshCommand.class,
          CacheCommand.class,
          ConfCommand.class,
          AuthCommand.class,
          DoctorCommand.class,
          CompletionCommand.class,
          UninstallCommand.class);

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "show this help")
  @SuppressWarnings("UnusedVariable") // Picocli acts on it.
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "show the version")
  @SuppressWarnings("UnusedVariable") // Picocli acts on it.
  private boolean version;

  @Option(
      names = {"-v", "--verbose"},
      description = "before the verb: show the cause of a failure")
  private boolean verbose;

  /** Reads it when it is asked for. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"hffs " + DaemonMain.version()};
    }
  }

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    Path home = Path.of(System.getProperty("user.home"));
    Installation installation = DaemonMain.installation(System.getenv(), home);
    CommandContext context =
        new CommandContext(
            Terminal.ofProcess(),
            installation,
            () -> DemoHub.installation(installation),
            DaemonClient::new,
            Path.of("").toAbsolutePath(),
            home);
    System.exit(run(context, arguments));
  }

  /** Runs one command and returns its exit code. */
  public static int run(CommandContext context, String... arguments) {
    HffsCommand top = new HffsCommand();
    CommandLine line = new CommandLine(top, new CommandFactory(context));
    verbs(arguments).forEach(line::addSubcommand);
    line.setOut(context.terminal().out());
    line.setErr(context.terminal().err());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.registerConverter(RepoId.class, converter(RepoId::parse));
    line.registerConverter(PinArgument.Target.class, converter(PinArgument.Target::parse));
    line.registerConverter(Duration.class, converter(DurationText::parse));
    line.registerConverter(Revision.class, converter(Revision::new));
    line.registerConverter(RepoPath.class, converter(RepoPath::new));
    line.registerConverter(AccessToken.class, converter(AccessToken::new));
    line.setParameterExceptionHandler(HffsCommand::explainUsage);
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> top.explainFailure(failure, context.terminal()));
    line.setExecutionStrategy(HffsCommand::execute);
    return line.execute(arguments);
  }

  /**
   * Returns the verb that the arguments ask for, or all when they ask for none, or for what
   * completes all. To read the options of all by reflection takes longer than most verbs do.
   */
  private static List<Class<?>> verbs(String... arguments) {
    Optional<String> word = Stream.of(arguments).filter(each -> !each.startsWith("-")).findFirst();
    return VERBS.stream()
        .filter(each -> each != CompletionCommand.class)
        .filter(each -> word.filter(names(each)::contains).isPresent())
        .findFirst()
        .<List<Class<?>>>map(List::of)
        .orElse(VERBS);
  }

  private static List<String> names(Class<?> verb) {
    Command command = verb.getAnnotation(Command.class);
    return Stream.concat(Stream.of(command.name()), Stream.of(command.aliases())).toList();
  }

  private static <T> ITypeConverter<T> converter(Function<String, T> parse) {
    return text -> {
      try {
        return parse.apply(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    };
  }

  /** A group without a verb shows what it has. */
  private static int execute(ParseResult parsed) {
    Integer helped = CommandLine.executeHelpRequest(parsed);
    if (helped != null) {
      return helped;
    }
    CommandLine last = parsed.asCommandLineList().get(parsed.asCommandLineList().size() - 1);
    if (!last.getSubcommands().isEmpty()) {
      last.usage(last.getErr());
      return ExitCodes.USAGE;
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private static int explainUsage(ParameterException wrong, String[] arguments) {
    CommandLine line = wrong.getCommandLine();
    line.getErr().println("hffs: " + wrong.getMessage());
    UnmatchedArgumentException.printSuggestions(wrong, line.getErr());
    line.getErr().println("See '" + line.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCodes.USAGE;
  }

  private int explainFailure(Exception failure, Terminal terminal) {
    if (verbose) {
      failure.printStackTrace(terminal.err());
    }
    if (failure instanceof ApiException known) {
      terminal.say("hffs: " + known.sentence());
      return ExitCodes.of(known.code());
    }
    terminal.say("hffs: this is a bug: " + failure + " ('hffs -v ...' shows where)");
    return ExitCodes.of(ErrorCode.INTERNAL);
  }
}
