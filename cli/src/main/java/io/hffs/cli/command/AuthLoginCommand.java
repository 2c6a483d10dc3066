package io.hffs.cli.command;

import io.hffs.daemon.api.AccessToken;
import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.api.IdentityView;
import io.hffs.daemon.api.LoginRequest;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hffs auth login}: checks a token with the Hub, then stores it for all programs. */
@Command(
    name = "login",
    description = {
      "Check a token with the Hub and store it where all Hub programs look.",
      "Asks for it, or reads it from a pipe: hffs auth login < token.txt"
    })
public final class AuthLoginCommand implements Callable<Integer> {

  private final CommandContext context;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = "the token; others can see it in the list of processes")
  private @Nullable AccessToken token;

  AuthLoginCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws ApiException {
    AccessToken checked = token == null ? ask() : token;
    IdentityView identity = context.ask("auth login", api -> api.login(new LoginRequest(checked)));
    context.terminal().say("Logged in as " + identity.user() + " at " + identity.endpoint() + ".");
    return 0;
  }

  private AccessToken ask() throws ApiException {
    try {
      String typed =
          context
              .terminal()
              .readSecret("Token (from https://huggingface.co/settings/tokens, not shown): ");
      return new AccessToken(typed == null ? "" : typed);
    } catch (IllegalArgumentException e) {
      throw new ApiException(ErrorCode.BAD_REQUEST, "That is " + e.getMessage() + ".", e);
    } catch (IOException e) {
      throw new ApiException(ErrorCode.INTERNAL, "Cannot read the token; use --token.", e);
    }
  }
}
