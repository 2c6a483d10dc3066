package io.hffs.cli.command;

import io.hffs.cli.output.Table;
import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ConfigEntry;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hffs conf}: the group of the settings, and {@code conf show}. */
@Command(
    name = "conf",
    description = "Show or change settings.",
    subcommands = {
      ConfCacheCommand.class,
      ConfPortCommand.class,
      ConfMirrorCommand.class,
      ConfShareCommand.class,
      ConfCommand.Show.class
    })
public final class ConfCommand {

  /** {@code hffs conf show}. */
  @Command(name = "show", description = "Show every setting, its value and where it comes from.")
  static final class Show implements Callable<Integer> {

    private final CommandContext context;

    @Mixin private JsonOption format = new JsonOption();

    Show(CommandContext context) {
      this.context = context;
    }

    @Override
    public Integer call() throws ApiException {
      List<ConfigEntry> entries = context.installation().settings().show();
      if (format.json) {
        context.terminal().printJson(entries);
        return 0;
      }
      Table table = new Table("SETTING", "VALUE", "FROM");
      for (ConfigEntry entry : entries) {
        table.add(entry.key(), entry.value(), ConfSetting.origin(entry));
      }
      table.printTo(context.terminal());
      return 0;
    }
  }
}
