package io.hffs.cli.command;

import picocli.CommandLine.Command;

/** {@code hffs peer}: the group of the verbs about other machines. */
@Command(
    name = "peer",
    description = "Share what is cached with other machines.",
    subcommands = {
      PeerInviteCommand.class,
      PeerAddCommand.class,
      PeerListCommand.class,
      PeerRemoveCommand.class
    })
public final class PeerCommand {}
