package io.hffs.fs;

import static io.hffs.fs.Needs.need;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The Python with torch, transformers and huggingface_hub that {@code scripts/test} prepares and
 * names in {@code HFFS_TEST_PYTHON}. Without it a test is skipped, but fails when CI is set.
 */
public final class ClientPython {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Path python;

  private ClientPython(Path python) {
    this.python = python;
  }

  public static ClientPython require() {
    String python = System.getenv("HFFS_TEST_PYTHON");
    need(python != null, "HFFS_TEST_PYTHON, which scripts/test sets");
    return new ClientPython(Path.of(python));
  }

  /** Runs a program of {@code scripts/clients}; returns what it printed. */
  public String client(String name, Map<String, String> environment, Object... arguments)
      throws IOException {
    Path script = Path.of("..", "scripts", "clients", name).toAbsolutePath().normalize();
    assertThat(Files.exists(script)).as(script.toString()).isTrue();
    return run(python, environment, script, arguments);
  }

  /** Runs a command of this Python's environment, as {@code hf}. */
  String tool(String name, Map<String, String> environment, Object... arguments)
      throws IOException {
    return run(python.resolveSibling(name), environment, "--", arguments);
  }

  private static String run(
      Path program, Map<String, String> environment, Object first, Object... arguments)
      throws IOException {
    List<Object> command = new ArrayList<>(List.of("env", "-u", "HF_TOKEN", "-u", "HF_ENDPOINT"));
    environment.forEach((name, value) -> command.add(name + "=" + value));
    command.add(program);
    if (!first.equals("--")) {
      command.add(first);
    }
    command.addAll(List.of(arguments));
    return Shell.run(LIMIT, command.toArray()).ok();
  }
}
