package io.hffs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.hffs.cli.command.CommandContext;
import io.hffs.cli.output.Terminal;
import io.hffs.daemon.api.ApiJson;
import io.hffs.daemon.api.MountView;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Runs a verb in this process, against an API that only remembers. */
abstract class CommandFixture {

  @TempDir Path directory;
  final FakeInstallation installation = new FakeInstallation();
  final FakeInstallation demo = new FakeInstallation();
  final FakeApi api = installation.api;
  String input = "";
  String out = "";
  String err = "";

  @BeforeEach
  void realPath() throws Exception {
    directory = directory.toRealPath();
  }

  int hffs(String... arguments) {
    StringWriter outText = new StringWriter();
    StringWriter errText = new StringWriter();
    Terminal terminal =
        new Terminal(
            new PrintWriter(outText),
            new PrintWriter(errText),
            new BufferedReader(new StringReader(input)),
            false,
            80);
    // The demo has its own address only through its own installation; both use one client here.
    CommandContext context =
        new CommandContext(
            terminal,
            installation,
            () -> demo,
            address -> demo.running ? demo.api : api,
            directory,
            directory.resolve("home"));
    int code = HffsCommand.run(context, arguments);
    out = outText.toString();
    err = errText.toString();
    return code;
  }

  MountView view(String name) {
    return new MountView(directory.resolve(name), FakeApi.HUB, Instant.EPOCH, false);
  }

  JsonNode json() throws Exception {
    return ApiJson.mapper().readTree(out);
  }
}
