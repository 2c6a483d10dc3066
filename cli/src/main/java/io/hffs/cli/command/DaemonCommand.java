package io.hffs.cli.command;

import picocli.CommandLine.Command;

/** {@code hffs daemon}: the group of its verbs. */
@Command(
    name = "daemon",
    description = "Start, stop or look at the background process.",
    subcommands = {DaemonStartCommand.class, DaemonStopCommand.class, DaemonStatusCommand.class})
public final class DaemonCommand {}
