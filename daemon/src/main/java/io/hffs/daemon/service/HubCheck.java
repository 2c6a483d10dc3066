package io.hffs.daemon.service;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.DoctorFinding;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.api.IdentityView;
import io.hffs.daemon.api.SourceView;
import io.hffs.daemon.backend.Backend;
import io.hffs.daemon.config.DaemonConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The part of the doctor that asks the sources: reach, clock and token. */
final class HubCheck {

  /** Signed addresses and certificates live for minutes; a clock this far off breaks them. */
  private static final Duration CLOCK_LIMIT = Duration.ofMinutes(5);

  private final Backend backend;
  private final DaemonConfig config;

  HubCheck(Backend backend, DaemonConfig config) {
    this.backend = backend;
    this.config = config;
  }

  List<DoctorFinding> findings() {
    List<DoctorFinding> findings = new ArrayList<>();
    if (config.offline()) {
      findings.add(
          DoctorFinding.warn(
              "Hub",
              "hffs is offline by setting; only what is cached can be read",
              "unset HF_HUB_OFFLINE, or hub.offline in the configuration, to fetch again"));
      return findings;
    }
    boolean hubAnswers = false;
    for (SourceView source : backend.probeSources()) {
      boolean isHub = source.endpoint().equals(config.endpoint());
      hubAnswers |= isHub && source.problem() == null;
      findings.add(reach(source, isHub));
      Duration ahead = source.clockAhead();
      if (isHub && ahead != null) {
        findings.add(clock(ahead));
      }
    }
    if (hubAnswers) {
      findings.add(token());
    }
    return findings;
  }

  private static DoctorFinding reach(SourceView source, boolean isHub) {
    String problem = source.problem();
    String name = isHub ? "Hub" : "Mirror";
    if (problem == null) {
      Duration latency = source.latency();
      String time = latency == null ? "" : " in " + latency.toMillis() + " ms";
      return DoctorFinding.ok(name, source.endpoint() + " answers" + time);
    }
    String detail = source.endpoint() + ": " + problem;
    return isHub
        ? DoctorFinding.fail(
            name,
            detail,
            "check the network and the proxy, or use another endpoint by HF_ENDPOINT;"
                + " what is cached can be read meanwhile")
        : DoctorFinding.warn(
            name, detail, "nothing, if the Hub answers; else see 'hffs conf mirror'");
  }

  private static DoctorFinding clock(Duration ahead) {
    String off =
        Math.abs(ahead.toSeconds())
            + " s "
            + (ahead.isNegative() ? "behind" : "ahead of")
            + " the Hub's";
    return ahead.abs().compareTo(CLOCK_LIMIT) <= 0
        ? DoctorFinding.ok("Clock", off)
        : DoctorFinding.fail(
            "Clock",
            off,
            "set it (timedatectl set-ntp true); TLS and signed addresses depend on it");
  }

  private DoctorFinding token() {
    try {
      IdentityView identity = backend.whoami(null);
      return DoctorFinding.ok(
          "Hub token", "of " + identity.user() + ", from " + identity.tokenOrigin());
    } catch (ApiException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        return DoctorFinding.ok("Hub token", "none; public repositories need none");
      }
      return DoctorFinding.fail("Hub token", e.sentence(), "log in again: hffs auth login");
    } catch (IOException e) {
      return DoctorFinding.warn("Hub token", ApiErrors.translate(e).sentence(), "try again later");
    }
  }

  /** What {@code hffs status} warns of. */
  static List<DoctorFinding> troubles(List<String> warnings) {
    return warnings.stream()
        .map(
            warning ->
                DoctorFinding.warn(
                    "Daemon",
                    warning,
                    "look at what is said of the Hub and the mirrors above; the log has more"))
        .toList();
  }

  static List<DoctorFinding> staleMounts(List<Path> stale) {
    if (stale.isEmpty()) {
      return List.of(DoctorFinding.ok("Stale mounts", "none"));
    }
    return stale.stream()
        .map(
            path ->
                DoctorFinding.warn(
                    "Stale mounts",
                    path + " was left by a daemon that died",
                    "hffs umount '" + path + "', or mount there again"))
        .toList();
  }
}
