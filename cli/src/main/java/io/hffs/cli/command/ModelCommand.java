package io.hffs.cli.command;

import picocli.CommandLine.Command;

/** {@code hffs model}: the group of its verbs. Datasets and spaces are meant too. */
@Command(
    name = "model",
    description = "List, search, download or remove repositories (models, datasets, spaces).",
    subcommands = {
      ModelListCommand.class,
      ModelSearchCommand.class,
      ModelAddCommand.class,
      ModelRemoveCommand.class
    })
public final class ModelCommand {}
