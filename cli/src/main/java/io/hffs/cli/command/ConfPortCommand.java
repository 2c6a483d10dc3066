package io.hffs.cli.command;

import io.hffs.daemon.api.ApiException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code hffs conf port set|get|reset}: the port of the local API. */
@Command(name = "port", description = "The port of the local API on 127.0.0.1.")
public final class ConfPortCommand {

  private final ConfSetting setting;

  ConfPortCommand(CommandContext context) {
    this.setting = new ConfSetting(context, ConfSetting.PORT);
  }

  @Command(name = "set", description = "Use another port from the daemon's next start.")
  int set(
      @Parameters(
              index = "0",
              paramLabel = "PORT",
              description = "1 to 65535, or 0 for any free one")
          String port)
      throws ApiException {
    setting.store(port);
    setting.noteRestart();
    return 0;
  }

  @Command(name = "get", description = "Print the port.")
  int get() throws ApiException {
    setting.print();
    return 0;
  }

  @Command(name = "reset", description = "Go back to the default port.")
  int reset() throws ApiException {
    setting.store(null);
    setting.noteRestart();
    return 0;
  }
}
