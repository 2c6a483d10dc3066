package io.hffs.cli.command;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hffs conf cache set|get|reset}: where the cache is, and how large it may get. */
@Command(name = "cache", description = "Where the cache is, and how large it may get.")
public final class ConfCacheCommand {

  private final CommandContext context;

  ConfCacheCommand(CommandContext context) {
    this.context = context;
  }

  @Command(name = "set", description = "Use another directory, or another size, from now on.")
  int set(
      @Parameters(
              index = "0",
              arity = "0..1",
              paramLabel = "DIR",
              description = "an existing directory that you may write")
          @Nullable String directory,
      @Option(
              names = "--max-size",
              paramLabel = "SIZE",
              description = "for instance 50GB or 50GiB; none for no limit")
          @Nullable String maxSize)
      throws ApiException {
    if (directory == null && maxSize == null) {
      throw new ApiException(
          ErrorCode.BAD_REQUEST, "Set what? Give a directory, or --max-size, or both.");
    }
    if (directory != null) {
      ConfSetting setting = new ConfSetting(context, ConfSetting.CACHE_DIR);
      Path path = checked(directory);
      setting.requireNoDaemon();
      setting.store(path.toString());
    }
    if (maxSize != null) {
      ConfSetting setting = new ConfSetting(context, ConfSetting.CACHE_MAX_SIZE);
      setting.store(maxSize);
      setting.noteRestart();
    }
    return 0;
  }

  private Path checked(String directory) throws ApiException {
    Path path = context.absolute(directory);
    if (!Files.isDirectory(path)) {
      throw new ApiException(
          ErrorCode.BAD_REQUEST,
          path + " is not a directory; make it first: mkdir -p '" + path + "'.");
    }
    if (!Files.isWritable(path)) {
      throw new ApiException(ErrorCode.BAD_REQUEST, path + " cannot be written by you.");
    }
    return path;
  }

  @Command(name = "get", description = "Print the directory in use.")
  int get() throws ApiException {
    new ConfSetting(context, ConfSetting.CACHE_DIR).print();
    return 0;
  }

  @Command(name = "reset", description = "Go back to the default directory and size.")
  int reset() throws ApiException {
    ConfSetting setting = new ConfSetting(context, ConfSetting.CACHE_DIR);
    setting.requireNoDaemon();
    setting.store(null);
    new ConfSetting(context, ConfSetting.CACHE_MAX_SIZE).store(null);
    return 0;
  }
}
