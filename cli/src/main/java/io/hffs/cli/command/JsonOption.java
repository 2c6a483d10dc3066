package io.hffs.cli.command;

import picocli.CommandLine.Option;

/** {@code --json}, on everything that lists. */
final class JsonOption {

  @Option(names = "--json", description = "print JSON")
  boolean json;
}
