package io.hffs.daemon;

import static io.hffs.daemon.service.ApiErrors.call;
import static io.hffs.daemon.service.ApiErrors.run;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ConfigEntry;
import io.hffs.daemon.api.ConfigEntry.Origin;
import io.hffs.daemon.api.DaemonAddress;
import io.hffs.daemon.api.DoctorFinding;
import io.hffs.daemon.api.HffsApi;
import io.hffs.daemon.api.Installation;
import io.hffs.daemon.api.ReadyListener;
import io.hffs.daemon.api.Settings;
import io.hffs.daemon.api.StartRequest;
import io.hffs.daemon.api.UninstallPlan;
import io.hffs.daemon.backend.Backend;
import io.hffs.daemon.backend.BackendFactory;
import io.hffs.daemon.config.ConfigLoader;
import io.hffs.daemon.config.DaemonConfig;
import io.hffs.daemon.discovery.NameCache;
import io.hffs.daemon.process.ApiTokenFile;
import io.hffs.daemon.process.DaemonLog;
import io.hffs.daemon.process.DaemonSpawner;
import io.hffs.daemon.process.InstanceLock;
import io.hffs.daemon.process.RunningDaemon;
import io.hffs.daemon.process.Shutdown;
import io.hffs.daemon.service.DaemonControl;
import io.hffs.daemon.service.LocalHffs;
import io.hffs.daemon.service.MachineCheck;
import io.hffs.daemon.service.Uninstaller;
import io.hffs.fs.device.Pairings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The {@link Installation} of this machine, as the variables and the home directory say it. */
final class LocalInstallation implements Installation {

  /** How long another command may keep the cache before this one gives up. */
  private static final Duration LOCK_PATIENCE = Duration.ofSeconds(5);

  private static final Duration END_LIMIT = Duration.ofSeconds(10);
  private static final int HALTED = 3;

  /** What the process itself makes in the cache directory; the file system names its own. */
  private static final Set<String> OWNED_NAMES =
      Set.of(InstanceLock.FILE_NAME, ApiTokenFile.FILE_NAME, DaemonLog.DIRECTORY, "demo");

  /** Variables with paths: the daemon runs in another directory, so it gets them absolute. */
  private static final List<String> PATH_VARIABLES =
      List.of(
          "HFFS_HOME",
          "HF_HOME",
          "HF_HUB_CACHE",
          "HUGGINGFACE_HUB_CACHE",
          "HF_TOKEN_PATH",
          "SSL_CERT_FILE",
          "REQUESTS_CA_BUNDLE",
          "CURL_CA_BUNDLE");

  private final Map<String, String> environment;
  private final Path home;
  private final ConfigLoader loader;

  LocalInstallation(Map<String, String> environment, Path home) {
    this.environment = Map.copyOf(environment);
    this.home = home;
    this.loader = new ConfigLoader(environment, home, Map.of());
  }

  @Override
  public Installation with(Map<String, String> variables) {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(variables);
    return new LocalInstallation(all, home);
  }

  @Override
  public Path root() throws ApiException {
    return call(() -> loader.load().root());
  }

  @Override
  public Settings settings() {
    return new Settings() {
      @Override
      public List<ConfigEntry> show() throws ApiException {
        return call(loader::entries);
      }

      @Override
      public void store(String key, @Nullable String value) throws ApiException {
        run(
            () -> {
              loader.store(key, value);
            });
      }
    };
  }

  @Override
  public boolean isPaired() throws ApiException {
    return call(
        () -> {
          DaemonConfig config = loader.load();
          return !config.offline() && Pairings.anyIn(config.root());
        });
  }

  @Override
  public Optional<DaemonAddress> runningDaemon() throws ApiException {
    return call(() -> RunningDaemon.find(loader.load().root()));
  }

  @Override
  public DaemonAddress startDaemon(StartRequest request) throws ApiException {
    return call(
        () -> {
          Path root = loader.load().root();
          Optional<DaemonAddress> running = RunningDaemon.find(root);
          if (running.isPresent()) {
            return running.get();
          }
          RunningDaemon.awaitCommand(root);
          try {
            return spawn(root, request);
          } catch (ApiException e) {
            // When several are started at once one gets the lock, and the others are served by it.
            return RunningDaemon.find(root).orElseThrow(() -> e);
          }
        });
  }

  private DaemonAddress spawn(Path root, StartRequest request) throws IOException {
    String program = request.program();
    return new DaemonSpawner(root)
        .start(
            program == null ? DaemonMain.class.getName() : program,
            StartFlags.arguments(request),
            daemonEnvironment(),
            () -> RunningDaemon.findNow(root));
  }

  private Map<String, String> daemonEnvironment() {
    Map<String, String> variables = new HashMap<>(environment);
    for (String name : PATH_VARIABLES) {
      variables.computeIfPresent(
          name,
          (key, value) ->
              value.isBlank() || value.startsWith("~")
                  ? value
                  : Path.of(value).toAbsolutePath().toString());
    }
    return variables;
  }

  @Override
  public void serve(StartRequest request, ReadyListener listener) throws ApiException {
    serve(request, listener, DaemonLog.Echo.WARNINGS);
  }

  void serve(StartRequest request, ReadyListener listener, DaemonLog.Echo echo)
      throws ApiException {
    Map<String, String> flags = StartFlags.settings(request);
    ConfigLoader withFlags = new ConfigLoader(environment, home, flags);
    BackendFactory backends = Backends.find();
    run(
        () -> {
          NameCache.shorten(); // before anything looks up a name
          DaemonConfig config = withFlags.load();
          DaemonLog.open(config.root(), echo);
          Origin portOrigin = flags.containsKey(StartFlags.PORT) ? Origin.FLAG : Origin.DEFAULT;
          new Daemon(config, withFlags.shares(), portOrigin, environment, backends).run(listener);
        });
  }

  @Override
  public HffsApi inProcess(String command) throws ApiException {
    BackendFactory backends = Backends.find();
    return call(
        () -> {
          DaemonConfig config = loader.load();
          Shutdown shutdown = new Shutdown(END_LIMIT, () -> Runtime.getRuntime().halt(HALTED));
          boolean opened = false;
          try {
            InstanceLock lock = InstanceLock.acquire(config.root(), command, LOCK_PATIENCE);
            shutdown.onEnd("lock released", lock::close);
            DaemonLog.open(config.root(), DaemonLog.Echo.NONE);
            shutdown.onSignals();
            Backend backend =
                backends.open(config, loader.shares(), environment, BackendFactory.Use.COMMAND);
            shutdown.onEnd("cache closed", backend::close);
            opened = true;
            return new LocalHffs(
                backend,
                config,
                DaemonControl.none(DaemonMain.version(), Instant.now()),
                shutdown::run);
          } finally {
            if (!opened) {
              shutdown.run();
            }
          }
        });
  }

  @Override
  public boolean awaitStopped() throws ApiException {
    return call(() -> RunningDaemon.awaitFree(loader.load().root()));
  }

  @Override
  public List<DoctorFinding> examine() throws ApiException {
    return call(
        () -> {
          Path root = loader.load().root();
          boolean superuser =
              Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
          List<DoctorFinding> findings =
              new ArrayList<>(
                  new MachineCheck(Path.of("/"), root, environment, superuser).findings());
          findings.add(daemonFinding(root));
          return findings;
        });
  }

  private static DoctorFinding daemonFinding(Path root) throws IOException {
    try {
      return RunningDaemon.find(root)
          .map(
              address ->
                  DoctorFinding.ok(
                      "Daemon", "runs as process " + address.pid() + ", port " + address.port()))
          .orElse(DoctorFinding.ok("Daemon", "does not run; 'hffs mount' starts it"));
    } catch (ApiException e) {
      return DoctorFinding.fail("Daemon", e.sentence(), "read its log; hffs daemon stop");
    }
  }

  private Uninstaller uninstaller() throws IOException {
    Set<String> names = new HashSet<>(OWNED_NAMES);
    names.addAll(Backends.find().ownedNames());
    return new Uninstaller(loader.load().root(), loader.file(), names);
  }

  @Override
  public UninstallPlan uninstallPlan() throws ApiException {
    return call(() -> uninstaller().plan());
  }

  @Override
  public void uninstall(UninstallPlan plan) throws ApiException {
    run(
        () -> {
          Path root = loader.load().root();
          InstanceLock lock = InstanceLock.acquire(root, "uninstall", LOCK_PATIENCE);
          try {
            // Taking the lock made this file and perhaps its directory: they go with the rest.
            Files.deleteIfExists(root.resolve(InstanceLock.FILE_NAME));
            uninstaller().remove(plan);
          } finally {
            lock.close();
          }
        });
  }
}
