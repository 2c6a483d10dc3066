package io.hffs.cli.command;

import picocli.CommandLine.Command;

/** {@code hffs auth}: the group of its verbs. */
@Command(
    name = "auth",
    description = "The Hub token, for gated and private repositories.",
    subcommands = {AuthLoginCommand.class, AuthCommands.Logout.class, AuthCommands.WhoAmI.class})
public final class AuthCommand {}
