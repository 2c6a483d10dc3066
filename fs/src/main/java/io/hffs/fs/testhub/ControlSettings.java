package io.hffs.fs.testhub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hffs.fs.testhub.http.LineShape;
import java.time.Duration;

/** The JSON forms of a configuration and of faults, for the control API. */
final class ControlSettings {

  private ControlSettings() {}

  static ObjectNode toJson(TestHubConfig config) {
    return Json.object()
        .put("profile", config.profile().name())
        .put("latencyMillis", config.line().latency().toMillis())
        .put("connectionBytesPerSecond", config.line().connectionBytesPerSecond())
        .put("totalBytesPerSecond", config.line().totalBytesPerSecond())
        .put("treePageSize", config.treePageSize())
        .put("urlTtlSeconds", config.urlTtl().toSeconds())
        .put("gzip", config.gzip().name())
        .put("xet", config.xet());
  }

  /** Changes what the JSON names; throws {@code IllegalArgumentException} for bad values. */
  static TestHubConfig apply(TestHubConfig config, JsonNode changes) {
    ObjectNode all = toJson(config);
    changes
        .properties()
        .forEach(
            change -> {
              if (!all.has(change.getKey())) {
                throw new IllegalArgumentException("no such setting: " + change.getKey());
              }
              all.set(change.getKey(), change.getValue());
            });
    return config
        .withProfile(HubProfile.valueOf(all.path("profile").asText()))
        .withLine(
            new LineShape(
                Duration.ofMillis(all.path("latencyMillis").asLong()),
                all.path("connectionBytesPerSecond").asLong(),
                all.path("totalBytesPerSecond").asLong()))
        .withTreePageSize(all.path("treePageSize").asInt())
        .withUrlTtl(Duration.ofSeconds(all.path("urlTtlSeconds").asLong()))
        .withGzip(GzipPolicy.valueOf(all.path("gzip").asText()))
        .withXet(all.path("xet").asBoolean());
  }

  static HubFault fault(JsonNode json) throws Refusal {
    HubFault fault = kind(json.path("kind").asText(), json.path("value").asLong());
    if (json.has("path")) {
      fault = fault.onPath(json.path("path").asText());
    }
    if (json.has("method")) {
      fault = fault.onMethod(json.path("method").asText());
    }
    if (json.has("origin")) {
      fault = fault.on(HubOrigin.valueOf(json.path("origin").asText()));
    }
    return fault
        .after(json.path("after").asInt(0))
        .times(json.path("times").asInt(Integer.MAX_VALUE));
  }

  private static HubFault kind(String kind, long value) throws Refusal {
    return switch (kind) {
      case "status" -> HubFault.status((int) value);
      case "rateLimited" -> HubFault.rateLimited(Duration.ofSeconds(value));
      case "delay" -> HubFault.delay(Duration.ofMillis(value));
      case "stallBeforeHead" -> HubFault.stallBeforeHead();
      case "stallAfter" -> HubFault.stallAfter(value);
      case "drip" -> HubFault.drip(value);
      case "resetAfter" -> HubFault.resetAfter(value);
      case "cutAfter" -> HubFault.cutAfter(value);
      case "flipEvery" -> HubFault.flipEvery(value);
      case "wholeForRange" -> HubFault.wholeForRange();
      case "captivePortal" -> HubFault.captivePortal();
      default -> throw Refusal.of(400, "no such fault: " + kind);
    };
  }
}
