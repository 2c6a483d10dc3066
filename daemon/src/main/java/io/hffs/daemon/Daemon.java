package io.hffs.daemon;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ConfigEntry.Origin;
import io.hffs.daemon.api.DaemonAddress;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.api.HffsApi;
import io.hffs.daemon.api.ReadyListener;
import io.hffs.daemon.backend.Backend;
import io.hffs.daemon.backend.BackendFactory;
import io.hffs.daemon.config.DaemonConfig;
import io.hffs.daemon.config.ShareSetting;
import io.hffs.daemon.http.ApiServer;
import io.hffs.daemon.process.ApiTokenFile;
import io.hffs.daemon.process.InstanceLock;
import io.hffs.daemon.process.Ownership;
import io.hffs.daemon.process.Shutdown;
import io.hffs.daemon.service.DaemonControl;
import io.hffs.daemon.service.FinalUnmount;
import io.hffs.daemon.service.LocalHffs;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running daemon: lock, file system, local API, in this order, and back. The end takes at most
 * {@link #END_LIMIT}; then the process is halted, whatever is stuck.
 */
final class Daemon {

  private static final Logger log = LoggerFactory.getLogger(Daemon.class);

  private static final Duration LOCK_PATIENCE = Duration.ofSeconds(2);

  /** How long users of a mount may take to leave it. */
  private static final Duration UNMOUNT_LIMIT = Duration.ofSeconds(10);

  private static final Duration END_LIMIT = UNMOUNT_LIMIT.plusSeconds(5);
  private static final int HALTED = 3;

  private final DaemonConfig config;
  private final ShareSetting shares;
  private final Origin portOrigin;
  private final Map<String, String> environment;
  private final BackendFactory backends;

  /**
   * @param portOrigin a port by flag is taken as it is; for another a free one may stand in
   */
  Daemon(
      DaemonConfig config,
      ShareSetting shares,
      Origin portOrigin,
      Map<String, String> environment,
      BackendFactory backends) {
    this.config = config;
    this.shares = shares;
    this.portOrigin = portOrigin;
    this.environment = environment;
    this.backends = backends;
  }

  /** Runs until a signal or a request ends it. */
  void run(ReadyListener listener) throws IOException {
    Shutdown shutdown =
        new Shutdown(
            END_LIMIT,
            () -> {
              log.error("not ended after {}; halting", END_LIMIT);
              Runtime.getRuntime().halt(HALTED);
            });
    try {
      open(shutdown, listener);
      shutdown.awaitRequest();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      shutdown.run();
    }
  }

  private void open(Shutdown shutdown, ReadyListener listener) throws IOException {
    Instant startedAt = Instant.now();
    InstanceLock lock = InstanceLock.acquire(config.root(), InstanceLock.DAEMON, LOCK_PATIENCE);
    shutdown.onEnd("lock released", lock::close);
    shutdown.onEnd("ended", () -> log.info("ended"));
    shutdown.onSignals();
    long pid = ProcessHandle.current().pid();
    log.info("hffs {} starts on {}, process {}", DaemonMain.version(), config.root(), pid);
    Backend backend = backends.open(config, shares, environment, BackendFactory.Use.DAEMON);
    shutdown.onEnd("cache closed", backend::close);
    shutdown.onEnd("unmounted", () -> new FinalUnmount(backend, UNMOUNT_LIMIT).run());
    AtomicInteger port = new AtomicInteger();
    HffsApi api =
        new LocalHffs(
            backend,
            config,
            new DaemonControl(DaemonMain.version(), pid, startedAt, port::get, shutdown::request),
            () -> {});
    String token = ApiTokenFile.create(config.root());
    ApiServer server = listen(token, api);
    port.set(server.port());
    shutdown.onEnd("local API closed", server::close);
    shutdown.onEnd("port withdrawn", () -> lock.publishPort(0));
    lock.publishPort(server.port());
    Ownership ownership = Ownership.keep(config.root(), lock, token, shutdown::request);
    shutdown.onEnd("directory left", ownership::close);
    listener.ready(api, new DaemonAddress(pid, server.port(), token));
  }

  /** Callers find the port in the lock file, so any will do unless the user named one. */
  private ApiServer listen(String token, HffsApi api) throws IOException {
    try {
      return ApiServer.start(config.port(), token, api);
    } catch (ApiException e) {
      if (e.code() != ErrorCode.CONFLICT || portOrigin == Origin.FLAG) {
        throw e;
      }
      ApiServer other = ApiServer.start(0, token, api);
      log.warn("port {} is in use; listening on {} instead", config.port(), other.port());
      return other;
    }
  }
}
