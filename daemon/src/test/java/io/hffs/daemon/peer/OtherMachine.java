package io.hffs.daemon.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hffs.fs.ChildJvm;
import io.hffs.fs.Shell;
import io.hffs.fs.device.DeviceId;
import io.hffs.fs.faults.FaultRun;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A program of these tests that stands for the work of other machines: a process that gets little
 * of the cores when others want them, as theirs would not be ours. It is told what to do by lines
 * of words, and answers so; it ends when its input does.
 */
final class OtherMachine implements AutoCloseable {

  private final Process process;
  private final BufferedReader output;

  private OtherMachine(Process process) {
    this.process = process;
    this.output = process.inputReader(UTF_8);
  }

  /** Starts one. What it says first are the ids of its devices, which that machine trusts then. */
  static OtherMachine start(TestMachine trusting, Class<?> program, Object... arguments)
      throws IOException {
    // Where a slowdown is measured it gets nothing; beside other work it would never be done so.
    List<String> behind =
        FaultRun.isFull() ? List.of("chrt", "--idle", "0") : List.of("nice", "-n", "19");
    List<Object> command = new ArrayList<>(behind);
    command.addAll(List.of(ChildJvm.java(), "-cp", ChildJvm.classPath(), program.getName()));
    command.addAll(List.of(arguments));
    OtherMachine started = new OtherMachine(Shell.start(command.toArray()));
    for (String id : started.answer("devices").split(" ", -1)) {
      trusting.trust(new DeviceId(id));
    }
    return started;
  }

  void tell(String line) throws IOException {
    process.outputWriter(UTF_8).append(line).append('\n').flush();
  }

  /** Whether it has answered, or ended. */
  boolean hasAnswered() throws IOException {
    return output.ready() || !process.isAlive();
  }

  /** Waits for a line, and returns what comes behind the word that it must begin with. */
  String answer(String word) throws IOException {
    String line = output.readLine();
    if (line == null || !line.startsWith(word)) {
      close();
      String errors = new String(process.getErrorStream().readAllBytes(), UTF_8);
      throw new AssertionError("the other machine said: " + line + "\n" + errors);
    }
    return line.substring(word.length()).strip();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
