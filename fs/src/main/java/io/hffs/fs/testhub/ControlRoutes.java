package io.hffs.fs.testhub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hffs.fs.os.DaemonThreads;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.testhub.http.HttpResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets another process drive the hub: {@code /testhub/…} on the hub's port, JSON in and out. These
 * requests are not logged, not counted and not hit by faults.
 *
 * <pre>
 * GET    /testhub/requests      [{"origin":"CDN","method":"GET","target":…,"range":…,"status":206,…}]
 * DELETE /testhub/requests      forgets them, counters to 0
 * GET    /testhub/bytes         {"total":N,"requests":N,"byPath":{…}}
 * GET    /testhub/settings      as POST takes them
 * POST   /testhub/settings      {"latencyMillis":20,"connectionBytesPerSecond":0,…}; any subset
 * POST   /testhub/dark          {"seconds":5,"silent":false,"origin":"CDN"}; comes back by itself
 * POST   /testhub/fault         {"kind":"stallAfter","value":1000,"path":…,"origin":…,"times":1}
 * DELETE /testhub/fault         ends all faults
 * POST   /testhub/commit        {"repo":…,"branch":"main","files":{"a.txt":"text"},"remove":[]}
 * POST   /testhub/move-branch   {"repo":…,"branch":"main","commit":…}
 * POST   /testhub/access        {"repo":…,"access":"PRIVATE","grant":"user"}
 * POST   /testhub/rename        {"repo":…,"to":…}
 * POST   /testhub/token         {"token":…,"user":…}; without a user it is revoked
 * POST   /testhub/expire-urls   {}
 * </pre>
 */
final class ControlRoutes implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ControlRoutes.class);

  static final String PREFIX = "/testhub/";

  private static final long PAUSE_MILLIS = 100;
  private static final double MAX_DARK_SECONDS = 3600;

  private final TestHub hub;

  /** Runs what is to happen later, one after the other. */
  private final ExecutorService timer =
      Executors.newSingleThreadExecutor(DaemonThreads.named("testhub-control"));

  ControlRoutes(TestHub hub) {
    this.hub = hub;
  }

  HttpResponse answer(HubRequest request) {
    String word = request.http().path().substring(PREFIX.length());
    try {
      return answer(request.method(), word, request.http().body());
    } catch (Refusal refusal) {
      return refusal.response();
    } catch (IllegalArgumentException e) {
      return Refusal.of(400, String.valueOf(e.getMessage())).response();
    }
  }

  private HttpResponse answer(String method, String word, String body) throws Refusal {
    return switch (method + " " + word) {
      case "GET requests" -> Json.ok(requests());
      case "DELETE requests" -> {
        hub.clearRequests();
        yield done();
      }
      case "GET bytes" -> Json.ok(bytes());
      case "GET settings" -> Json.ok(ControlSettings.toJson(hub.config()));
      case "DELETE fault" -> {
        hub.clearFaults();
        yield done();
      }
      default -> {
        if (!method.equals("POST")) {
          throw Refusal.of(404, "no such control: " + method + " " + word);
        }
        yield post(word, Json.read(body.isBlank() ? "{}" : body));
      }
    };
  }

  private HttpResponse post(String word, JsonNode body) throws Refusal {
    switch (word) {
      case "settings" -> hub.configure(config -> ControlSettings.apply(config, body));
      case "dark" -> dark(body);
      case "fault" -> hub.inject(ControlSettings.fault(body));
      case "commit" -> {
        return Json.ok(Json.object().put("commit", commit(body).hex()));
      }
      case "move-branch" ->
          hub.repo(text(body, "repo"))
              .moveBranch(text(body, "branch"), new CommitHash(text(body, "commit")));
      case "access" -> access(body);
      case "rename" -> hub.rename(text(body, "repo"), text(body, "to"));
      case "token" -> {
        if (body.has("user")) {
          hub.addToken(text(body, "token"), text(body, "user"));
        } else {
          hub.removeToken(text(body, "token"));
        }
      }
      case "expire-urls" -> hub.expireSignedUrls();
      default -> throw Refusal.of(404, "no such control: POST " + word);
    }
    return done();
  }

  private static HttpResponse done() {
    return Json.ok(Json.object());
  }

  private static String text(JsonNode body, String field) throws Refusal {
    JsonNode value = body.path(field);
    if (!value.isTextual()) {
      throw Refusal.of(400, "\"" + field + "\" is missing");
    }
    return value.asText();
  }

  private ArrayNode requests() {
    ArrayNode list = Json.array();
    for (RequestRecord request : hub.requests()) {
      list.addObject()
          .put("time", request.time().toString())
          .put("origin", request.origin().name())
          .put("method", request.method())
          .put("target", request.target())
          .put("range", request.range())
          .put("status", request.status())
          .put("bodyBytes", request.bodyBytes())
          .put("authorized", request.authorized())
          .put("userAgent", request.userAgent())
          .put("finished", request.finished());
    }
    return list;
  }

  private ObjectNode bytes() {
    ObjectNode node = Json.object().put("total", hub.bytesSent());
    node.put("requests", hub.requests().size());
    ObjectNode byPath = node.putObject("byPath");
    hub.bytesSentByPath().forEach(byPath::put);
    return node;
  }

  private CommitHash commit(JsonNode body) throws Refusal {
    TestRepo repo = hub.repo(text(body, "repo"));
    String branch = body.path("branch").asText("main");
    return repo.commit(
        branch,
        body.path("title").asText("Change"),
        files -> {
          body.path("files")
              .properties()
              .forEach(file -> files.text(file.getKey(), file.getValue().asText()));
          body.path("remove").forEach(path -> files.remove(path.asText()));
        });
  }

  private void access(JsonNode body) throws Refusal {
    TestRepo repo = hub.repo(text(body, "repo"));
    if (body.has("grant")) {
      repo.grant(text(body, "grant"));
    }
    repo.setAccess(RepoAccess.valueOf(text(body, "access").toUpperCase(Locale.ROOT)));
  }

  /** Goes a moment later, so that this answer still gets out, and comes back by itself. */
  private void dark(JsonNode body) {
    double seconds = Math.min(MAX_DARK_SECONDS, body.path("seconds").asDouble(5));
    boolean silent = body.path("silent").asBoolean(false);
    boolean cdnOnly = body.path("origin").asText("").equals("CDN");
    schedule(
        () -> {
          if (silent) {
            hub.goSilent(HubOrigin.CDN);
          } else {
            hub.goDark(HubOrigin.CDN);
          }
          if (!cdnOnly && silent) {
            hub.goSilent(HubOrigin.HUB);
          } else if (!cdnOnly) {
            hub.goDark(HubOrigin.HUB);
          }
        },
        PAUSE_MILLIS);
    schedule(hub::comeBack, (long) (seconds * 1000));
  }

  private interface Step {
    void run() throws IOException;
  }

  private void schedule(Step step, long delayMillis) {
    timer.execute(
        () -> {
          try {
            TimeUnit.MILLISECONDS.sleep(delayMillis);
            step.run();
          } catch (IOException e) {
            LOG.warn("the control of the test hub failed", e);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
