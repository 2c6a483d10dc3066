package io.hffs.fs.testhub;

import io.hffs.fs.testhub.http.LineShape;
import io.hffs.fs.testhub.sample.SampleRepos;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * The test hub as a process of its own, with the sample repositories: for benchmarks, and for tests
 * in other languages. Prints one line of JSON with its endpoints when it serves, and ends on
 * SIGTERM.
 *
 * <pre>
 * --bind ADDRESS --port N --cdn-port N    127.0.0.1 and free ports
 * --profile live|direct
 * --latency-ms N --connection-rate BYTES --total-rate BYTES
 * --big ID=BYTES                          a repository with one generated file, real digest
 * --file ID=PATH                          a repository with this file, by sendfile
 * --folder ID=PATH                        a repository with the files of this folder
 * --token TOKEN=USER                      from then on unknown tokens are refused
 * </pre>
 */
public final class TestHubMain {

  private record Option(String name, String value) {

    String key() {
      return value.substring(0, separator());
    }

    String entry() {
      return value.substring(separator() + 1);
    }

    private int separator() {
      int index = value.indexOf('=');
      if (index < 0) {
        throw new IllegalArgumentException(name + " wants A=B, not " + value);
      }
      return index;
    }
  }

  private TestHubMain() {}

  /** Runs until the process is ended. */
  public static void main(String[] args) throws Exception {
    List<Option> options;
    TestHubConfig config = TestHubConfig.DEFAULT;
    try {
      options = parse(args);
      for (Option option : options) {
        config = configure(config, option);
      }
    } catch (IllegalArgumentException e) {
      System.err.println("test hub: " + e.getMessage());
      System.exit(2);
      return;
    }
    TestHub hub = TestHub.start(config);
    Runtime.getRuntime().addShutdownHook(new Thread(hub::close, "testhub-stop"));
    hub.enableControl();
    SampleRepos.addAll(hub);
    for (Option option : options) {
      addRepos(hub, option);
    }
    System.out.println(
        Json.write(
            Json.object()
                .put("endpoint", hub.endpoint().toString())
                .put("cdnEndpoint", hub.cdnEndpoint().toString())
                .put("pid", ProcessHandle.current().pid())));
    System.out.flush();
    new CountDownLatch(1).await();
  }

  private static List<Option> parse(String[] args) {
    List<Option> options = new ArrayList<>();
    for (int i = 0; i < args.length; i += 2) {
      if (i + 1 == args.length) {
        throw new IllegalArgumentException(args[i] + " wants a value");
      }
      options.add(new Option(args[i], args[i + 1]));
    }
    return options;
  }

  private static TestHubConfig configure(TestHubConfig config, Option option) {
    String value = option.value();
    LineShape line = config.line();
    return switch (option.name()) {
      case "--bind" -> config.withAddress(value, config.hubPort(), config.cdnPort());
      case "--port" ->
          config.withAddress(config.bindAddress(), Integer.parseInt(value), config.cdnPort());
      case "--cdn-port" ->
          config.withAddress(config.bindAddress(), config.hubPort(), Integer.parseInt(value));
      case "--profile" -> config.withProfile(profile(value));
      case "--latency-ms" ->
          config.withLine(line.withLatency(Duration.ofMillis(Long.parseLong(value))));
      case "--connection-rate" -> config.withLine(line.withConnectionRate(Long.parseLong(value)));
      case "--total-rate" -> config.withLine(line.withTotalRate(Long.parseLong(value)));
      case "--big", "--file", "--folder", "--token" -> {
        option.separator();
        yield config;
      }
      default -> throw new IllegalArgumentException("unknown option " + option.name());
    };
  }

  private static HubProfile profile(String name) {
    return switch (name) {
      case "live" -> HubProfile.LIVE;
      case "direct" -> HubProfile.DIRECT;
      default -> throw new IllegalArgumentException("--profile is live or direct, not " + name);
    };
  }

  private static void addRepos(TestHub hub, Option option) throws IOException {
    switch (option.name()) {
      case "--big" -> SampleRepos.addBigFile(hub, option.key(), Long.parseLong(option.entry()));
      case "--file" -> {
        Path file = Path.of(option.entry());
        String name = String.valueOf(file.getFileName());
        SampleRepos.addLfsFile(hub, option.key(), name, TestContent.ofFile(file));
      }
      case "--folder" -> SampleRepos.addFolder(hub, option.key(), Path.of(option.entry()));
      case "--token" -> hub.addToken(option.key(), option.entry());
      default -> {}
    }
  }
}
