package io.hffs.cli.demo;

import io.hffs.daemon.DaemonMain;
import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.api.HffsApi;
import io.hffs.daemon.api.Installation;
import io.hffs.daemon.api.ReadyListener;
import io.hffs.daemon.api.StartRequest;
import io.hffs.fs.testhub.TestHub;
import io.hffs.fs.testhub.sample.SampleRepos;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * The demo: a hub with sample repositories and a daemon on it, together in one process of their
 * own, on the cache directory {@code demo} inside the user's.
 *
 * <p>One process, because then nothing can be left over: when its last mount goes, whoever ended it
 * ({@code hffs umount}, {@code fusermount -u}, Ctrl-C), the process ends, and the hub with it. An
 * own cache directory with its own lock, because the user's daemon may run beside it and must see
 * nothing of it; inside the user's, so that {@code hffs uninstall} removes it. The user's token,
 * mirrors, proxies and Hugging Face cache are out of its sight.
 *
 * <p>{@code hffs mount --demo} starts {@link #main} in the background like any daemon, or runs
 * {@link #serve} when it is to stay in the foreground.
 */
public final class DemoHub {

  /** A demo that nobody mounted in this time was given up by who started it. */
  private static final Duration UNUSED_LIMIT = Duration.ofMinutes(1);

  private static final Duration POLL = Duration.ofMillis(500);

  /** What would lead the demo out of itself. */
  private static final List<String> HIDDEN_VARIABLES =
      List.of(
          "HF_TOKEN",
          "HUGGING_FACE_HUB_TOKEN",
          "HF_TOKEN_PATH",
          "HF_HUB_OFFLINE",
          "TRANSFORMERS_OFFLINE",
          "HF_HUB_CACHE",
          "HUGGINGFACE_HUB_CACHE",
          "HTTP_PROXY",
          "HTTPS_PROXY",
          "ALL_PROXY",
          "http_proxy",
          "https_proxy",
          "all_proxy");

  private DemoHub() {}

  /** Returns hffs on the demo's cache directory. */
  public static Installation installation(Installation real) throws ApiException {
    Path root = real.root().resolve("demo");
    Map<String, String> variables = new HashMap<>();
    HIDDEN_VARIABLES.forEach(name -> variables.put(name, ""));
    variables.put("HFFS_HOME", root.toString());
    variables.put("HF_HOME", root.resolve("huggingface").toString());
    variables.put("XDG_CONFIG_HOME", root.resolve("config").toString());
    return real.with(variables);
  }

  /** Returns how to start it in the background. */
  public static StartRequest inBackground() {
    return new StartRequest(null, null, null, DemoHub.class.getName());
  }

  /** Runs the demo in this process until its last mount goes; the variables are the demo's. */
  public static void main(String[] arguments) {
    Path home = Path.of(System.getProperty("user.home"));
    try {
      serve(DaemonMain.installation(System.getenv(), home), (api, address) -> {});
    } catch (ApiException e) {
      System.err.println(e.sentence());
      System.exit(1);
    }
    System.exit(0);
  }

  /**
   * Runs the demo in this process until its last mount goes.
   *
   * @param demo made by {@link #installation}
   */
  public static void serve(Installation demo, ReadyListener listener) throws ApiException {
    demo.settings().store("hub.mirrors", "");
    try (TestHub hub = TestHub.start()) {
      SampleRepos.addAll(hub);
      demo.with(Map.of("HF_ENDPOINT", hub.endpoint().toString()))
          .serve(
              StartRequest.DEFAULT,
              (api, address) -> {
                listener.ready(api, address);
                stopWhenUnused(api);
              });
    } catch (IOException e) {
      throw e instanceof ApiException known
          ? known
          : new ApiException(ErrorCode.INTERNAL, "The demo's hub does not start: " + e, e);
    }
  }

  private static void stopWhenUnused(HffsApi api) {
    Thread watch = new Thread(() -> watchMounts(api), "hffs-demo-watch");
    watch.setDaemon(true);
    watch.start();
  }

  private static void watchMounts(HffsApi api) {
    long start = System.nanoTime();
    boolean used = false;
    try {
      while (true) {
        boolean mounted = !api.mounts().isEmpty();
        used |= mounted;
        boolean waitedEnough = System.nanoTime() - start > UNUSED_LIMIT.toNanos();
        if (!mounted && (used || waitedEnough)) {
          api.stop();
          return;
        }
        LockSupport.parkNanos(POLL.toNanos());
      }
    } catch (ApiException e) {
      System.err.println("The demo ends: " + e.sentence());
      Runtime.getRuntime().exit(1);
    }
  }

  /** Returns three commands that show what it is about. */
  public static List<String> thingsToTry(Path mountpoint) {
    String llama = "'" + mountpoint + "'/" + SampleRepos.TINY_LLAMA + "/main";
    return List.of(
        "Try:",
        "  ls -l " + llama,
        "  head -c 300 " + llama + "/config.json",
        "  cp -r '" + mountpoint + "'/" + SampleRepos.FRUITS + "/main /tmp/fruits",
        "End it with: hffs umount '" + mountpoint + "'");
  }
}
