package io.hffs.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code docs/configuration.md} lists is what there is. Surefire runs in the module. */
class ConfigurationPageTest {

  private static final Path PAGE = Path.of("../docs/configuration.md");

  /** A key, its default, its variables, its command; other tables have fewer columns. */
  private static final Pattern KEY_ROW =
      Pattern.compile("(?m)^\\| `([a-z-]+\\.[a-z.-]+)` \\|[^|\\n]*\\|([^|\\n]*)\\|[^|\\n]*\\|");

  private static final String VARIABLE =
      "(?:HFFS|HF|HUGGING_?FACE|TRANSFORMERS|XDG)_[A-Z_]+|(?:HTTPS?|ALL|NO)_PROXY";

  /** A name in quotes. */
  private static final Pattern IN_CODE = Pattern.compile("\"(" + VARIABLE + ")\"");

  private static final Pattern ON_PAGE = Pattern.compile("\\b(" + VARIABLE + ")\\b");

  @Test
  void everySettingIsListedWithItsVariables() throws Exception {
    List<String> listed = new ArrayList<>();
    Matcher row = KEY_ROW.matcher(Files.readString(PAGE));
    while (row.find()) {
      listed.add(row.group(1) + " " + names(ON_PAGE, row.group(2)));
    }

    assertThat(listed)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Setting.values())
                .map(setting -> setting.key() + " " + new TreeSet<>(setting.variables()))
                .toList());
  }

  @Test
  void everyVariableIsListed() throws Exception {
    Set<String> read = new TreeSet<>();
    for (String module : List.of("fs", "daemon", "cli")) {
      try (Stream<Path> files = Files.walk(Path.of("..", module, "src/main/java"))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          read.addAll(names(IN_CODE, Files.readString(file)));
        }
      }
    }

    assertThat(names(ON_PAGE, Files.readString(PAGE))).isEqualTo(read);
  }

  private static Set<String> names(Pattern pattern, String text) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }
}
