package io.hffs.cli.command;

import io.hffs.cli.output.Terminal;
import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.DoctorFinding;
import io.hffs.daemon.api.DoctorFinding.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hffs doctor}: looks at everything that can be wrong; exit code 1 when something is. */
@Command(
    name = "doctor",
    description = "Look for what keeps hffs from working, and say what to do. Exit code 1 if so.")
public final class DoctorCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private JsonOption format = new JsonOption();

  DoctorCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws ApiException {
    List<DoctorFinding> findings = new ArrayList<>(context.installation().examine());
    findings.addAll(remote());
    if (format.json) {
      context.terminal().printJson(findings);
    } else {
      findings.forEach(finding -> print(context.terminal(), finding));
    }
    return findings.stream().anyMatch(finding -> finding.level() == Level.FAIL) ? 1 : 0;
  }

  /** What cannot be asked is a finding too. */
  private List<DoctorFinding> remote() {
    try {
      return context.ask("doctor", api -> api.examine());
    } catch (ApiException e) {
      return List.of(
          DoctorFinding.fail("Hub and mounts", e.sentence(), "then run 'hffs doctor' again"));
    }
  }

  private static void print(Terminal terminal, DoctorFinding finding) {
    terminal.print(
        String.format("%-4s  %s: %s", finding.level(), finding.subject(), finding.detail()));
    if (finding.advice() != null) {
      terminal.print("      -> " + finding.advice());
    }
  }
}
