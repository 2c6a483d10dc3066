package io.hffs.cli.command;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hffs conf mirror add|rm|ls|reset}: who is asked beside the Hub, in this order. */
@Command(name = "mirror", description = "Places that serve what the Hub serves.")
public final class ConfMirrorCommand {

  private static final String WITH_TOKEN = " with-token";

  private final CommandContext context;
  private final ConfSetting setting;

  ConfMirrorCommand(CommandContext context) {
    this.context = context;
    this.setting = new ConfSetting(context, ConfSetting.MIRRORS);
  }

  @Command(name = "add", description = "Ask this one too, after the others.")
  int add(
      @Parameters(index = "0", paramLabel = "URL", description = "https://host") String url,
      @Option(
              names = "--send-token",
              description = "show it your Hub token; only if you trust who runs it")
          boolean sendToken)
      throws ApiException {
    List<String> mirrors = new ArrayList<>(mirrors());
    mirrors.removeIf(mirror -> isAt(mirror, url));
    mirrors.add(trimmed(url) + (sendToken ? WITH_TOKEN : ""));
    store(mirrors);
    return 0;
  }

  @Command(name = "rm", description = "Do not ask this one any more.")
  int rm(@Parameters(index = "0", paramLabel = "URL", description = "as 'ls' shows it") String url)
      throws ApiException {
    List<String> mirrors = new ArrayList<>(mirrors());
    if (!mirrors.removeIf(mirror -> isAt(mirror, url))) {
      throw new ApiException(
          ErrorCode.NOT_FOUND, "There is no mirror " + url + "; see 'hffs conf mirror ls'.");
    }
    store(mirrors);
    return 0;
  }

  @Command(name = "ls", description = "List the mirrors in the order in which they are asked.")
  int ls(@Mixin JsonOption format) throws ApiException {
    if (format.json) {
      context.terminal().printJson(mirrors());
    } else if (mirrors().isEmpty()) {
      context.terminal().say("No mirrors.");
    } else {
      mirrors().forEach(context.terminal()::print);
    }
    return 0;
  }

  @Command(name = "reset", description = "Go back to the default mirrors.")
  int reset() throws ApiException {
    setting.store(null);
    setting.noteRestart();
    return 0;
  }

  private List<String> mirrors() throws ApiException {
    return Arrays.stream(setting.entry().value().split(",", -1))
        .map(String::strip)
        .filter(mirror -> !mirror.isEmpty())
        .toList();
  }

  private void store(List<String> mirrors) throws ApiException {
    setting.store(String.join(", ", mirrors));
    setting.noteRestart();
  }

  private static boolean isAt(String mirror, String url) {
    return mirror.equals(trimmed(url)) || mirror.equals(trimmed(url) + WITH_TOKEN);
  }

  private static String trimmed(String url) {
    return url.strip().replaceAll("/+$", "");
  }
}
