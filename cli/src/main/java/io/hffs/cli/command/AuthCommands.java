package io.hffs.cli.command;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.IdentityView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The two verbs of {@code hffs auth} that need no input. */
final class AuthCommands {

  private AuthCommands() {}

  /** {@code hffs auth logout}. */
  @Command(name = "logout", description = "Forget the stored token.")
  static final class Logout implements Callable<Integer> {

    private final CommandContext context;

    Logout(CommandContext context) {
      this.context = context;
    }

    @Override
    public Integer call() throws ApiException {
      context.ask(
          "auth logout",
          api -> {
            api.logout();
            return 0;
          });
      context.terminal().say("Logged out; the stored token is deleted.");
      return 0;
    }
  }

  /** {@code hffs auth whoami}. */
  @Command(name = "whoami", description = "Show who the Hub takes you for.")
  static final class WhoAmI implements Callable<Integer> {

    private final CommandContext context;

    @Mixin private JsonOption format = new JsonOption();

    WhoAmI(CommandContext context) {
      this.context = context;
    }

    @Override
    public Integer call() throws ApiException {
      IdentityView identity = context.ask("auth whoami", api -> api.whoami());
      if (format.json) {
        context.terminal().printJson(identity);
        return 0;
      }
      context.terminal().print(identity.user());
      if (!identity.organizations().isEmpty()) {
        context.terminal().print("orgs: " + String.join(", ", identity.organizations()));
      }
      context
          .terminal()
          .say("(" + identity.endpoint() + ", token from " + identity.tokenOrigin() + ")");
      return 0;
    }
  }
}
