package io.hffs.daemon.peer;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hffs.fs.catalog.SharedLibrary;
import io.hffs.fs.json.JsonBytes;
import io.hffs.fs.json.SnapshotJson;
import io.hffs.fs.peer.HoldingsJson;
import io.hffs.fs.peer.MembersJson;
import io.hffs.fs.peer.PeerProtocol;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.Snapshot;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a paired device can ask, by path. {@link PeerProtocol} says what for. */
final class PeerRoutes {

  private static final Logger log = LoggerFactory.getLogger(PeerRoutes.class);
  private static final String JSON_TYPE = "application/json";

  private final SharedLibrary library;
  private final HoldingsJournal holdings;
  private final BlobRoute blobs;
  private final Admission admission;
  private final PeerGuard guard;

  PeerRoutes(
      SharedLibrary library,
      HoldingsJournal holdings,
      BlobRoute blobs,
      Admission admission,
      PeerGuard guard) {
    this.library = library;
    this.holdings = holdings;
    this.blobs = blobs;
    this.admission = admission;
    this.guard = guard;
  }

  void addTo(RoutesConfig routes) {
    routes.before(guard);
    routes.post(PeerProtocol.PAIR, this::pair);
    routes.post(PeerProtocol.JOIN, this::join);
    routes.get(PeerProtocol.HOLDINGS, this::holdings);
    routes.get(PeerProtocol.BLOBS + "{digest}", blobs);
    routes.get(PeerProtocol.REFS, this::refs);
    routes.get(PeerProtocol.SNAPSHOTS, this::snapshot);
    routes.get(PeerProtocol.REPOS, this::repos);
    routes.get(
        PeerProtocol.MEMBERS, context -> answer(context, MembersJson.write(admission.members())));
    addErrorsTo(routes);
  }

  /** A refusal tells nothing but its status. */
  private static void addErrorsTo(RoutesConfig routes) {
    routes.exception(
        IllegalArgumentException.class,
        (e, context) -> context.status(HttpStatus.BAD_REQUEST).result(""));
    routes.exception(
        HttpResponseException.class, (e, context) -> context.status(e.getStatus()).result(""));
    routes.exception(
        Exception.class,
        (e, context) -> {
          log.error("{} {} of a paired machine failed", context.method(), context.path(), e);
          context.status(HttpStatus.INTERNAL_SERVER_ERROR).result("");
        });
  }

  private void pair(Context context) {
    answer(context, admission.pair(PeerGuard.caller(context), context.ip(), body(context)));
  }

  private void join(Context context) {
    answer(context, admission.join(PeerGuard.caller(context), context.ip(), body(context)));
  }

  private void holdings(Context context) {
    String run = parameter(context, "run");
    long since = number(context, "since");
    long wait = Math.min(number(context, "wait"), PeerProtocol.MAX_WAIT.toSeconds());
    context.future(
        () ->
            holdings
                .since(run, since, Duration.ofSeconds(wait))
                .thenAccept(
                    page -> {
                      guard.requireStillPaired(context);
                      answer(context, HoldingsJson.write(page));
                    }));
  }

  private void refs(Context context) {
    RepoId repo = library.canonical(RepoId.parse(parameter(context, "repo")));
    if (!library.isShared(repo)) {
      context.status(HttpStatus.NOT_FOUND);
      return;
    }
    ObjectNode json = object().put("repo", repo.toString());
    ObjectNode refs = json.putObject("refs");
    library
        .refs(repo)
        .forEach(
            (revision, seen) ->
                refs.putObject(revision.name())
                    .put("commit", seen.commit().hex())
                    .put("lastModified", seen.lastModified().toString()));
    ArrayNode commits = json.putArray("commits");
    library.commits(repo).forEach(commit -> commits.add(commit.hex()));
    answer(context, json);
  }

  private void snapshot(Context context) {
    RepoId repo = RepoId.parse(parameter(context, "repo"));
    Optional<Snapshot> tree = library.snapshot(repo, new CommitHash(parameter(context, "commit")));
    if (tree.isEmpty()) {
      context.status(HttpStatus.NOT_FOUND);
    } else {
      answer(context, SnapshotJson.write(tree.get()));
    }
  }

  private void repos(Context context) {
    ObjectNode json = object();
    ArrayNode list = json.putArray("repos");
    library.repos().forEach(repo -> list.add(repo.toString()));
    answer(context, json);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static void answer(Context context, JsonNode json) {
    context.contentType(JSON_TYPE).result(json.toString());
  }

  private static JsonNode body(Context context) {
    try {
      JsonNode json = JsonBytes.foreign(context.bodyAsBytes());
      if (json.isObject()) {
        return json;
      }
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not JSON", e);
    }
    throw new IllegalArgumentException("not an object");
  }

  private static String parameter(Context context, String name) {
    String value = context.queryParam(name);
    return value == null ? "" : value;
  }

  private static long number(Context context, String name) {
    String value = parameter(context, name);
    long number = value.isEmpty() ? 0 : Long.parseLong(value); // its exception is IllegalArgument's
    if (number < 0) {
      throw new IllegalArgumentException("negative: " + name);
    }
    return number;
  }
}
