package io.hffs.cli;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ConfigEntry;
import io.hffs.daemon.api.ConfigEntry.Origin;
import io.hffs.daemon.api.DaemonAddress;
import io.hffs.daemon.api.DoctorFinding;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.api.HffsApi;
import io.hffs.daemon.api.Installation;
import io.hffs.daemon.api.ReadyListener;
import io.hffs.daemon.api.Settings;
import io.hffs.daemon.api.StartRequest;
import io.hffs.daemon.api.UninstallPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An installation whose daemon is a flag. */
final class FakeInstallation implements Installation {

  static final DaemonAddress ADDRESS = new DaemonAddress(4711, 9010, "token");

  final FakeApi api = new FakeApi();
  final List<String> done = new ArrayList<>();
  final List<StartRequest> starts = new ArrayList<>();
  final Map<String, String> stored = new TreeMap<>();
  boolean running;
  boolean paired;
  boolean stuck;
  List<DoctorFinding> findings = List.of();
  UninstallPlan plan = new UninstallPlan(List.of(Path.of("/cache/blobs")), List.of());

  @Override
  public Installation with(Map<String, String> variables) {
    return this;
  }

  @Override
  public Path root() {
    return Path.of("/cache");
  }

  @Override
  public Settings settings() {
    return new Settings() {
      @Override
      public List<ConfigEntry> show() {
        Map<String, String> defaults =
            new TreeMap<>(
                Map.of(
                    "cache.dir", "/cache",
                    "cache.max-size", "none",
                    "daemon.port", "9010",
                    "hub.mirrors", "https://mirror.test",
                    "peers.share", ""));
        List<ConfigEntry> entries = new ArrayList<>();
        defaults.forEach(
            (key, value) ->
                entries.add(
                    stored.containsKey(key)
                        ? new ConfigEntry(key, stored.get(key), Origin.FILE, "config.json")
                        : new ConfigEntry(key, value, Origin.DEFAULT, "")));
        return entries;
      }

      @Override
      public void store(String key, String value) throws ApiException {
        if (value != null && value.equals("nonsense")) {
          throw new ApiException(ErrorCode.BAD_REQUEST, "not a port: 'nonsense'");
        }
        if (value == null) {
          stored.remove(key);
        } else {
          stored.put(key, value);
        }
      }
    };
  }

  @Override
  public boolean isPaired() {
    return paired;
  }

  @Override
  public Optional<DaemonAddress> runningDaemon() {
    return running ? Optional.of(ADDRESS) : Optional.empty();
  }

  @Override
  public DaemonAddress startDaemon(StartRequest request) {
    starts.add(request);
    done.add("start " + request.port() + " " + request.program());
    running = true;
    return ADDRESS;
  }

  @Override
  public void serve(StartRequest request, ReadyListener listener) throws ApiException {
    starts.add(request);
    done.add("serve " + request.port());
    listener.ready(api, ADDRESS);
  }

  @Override
  public HffsApi inProcess(String command) {
    done.add("in process: " + command);
    return api;
  }

  @Override
  public boolean awaitStopped() {
    running = stuck;
    return !stuck;
  }

  @Override
  public List<DoctorFinding> examine() {
    return findings;
  }

  @Override
  public UninstallPlan uninstallPlan() {
    return plan;
  }

  @Override
  public void uninstall(UninstallPlan plan) {
    done.add("uninstall " + plan.remove());
  }
}
