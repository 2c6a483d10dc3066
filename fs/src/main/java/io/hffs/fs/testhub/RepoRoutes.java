package io.hffs.fs.testhub;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hffs.fs.repo.RepoType;
import io.hffs.fs.testhub.RepoJson.Disclosure;
import io.hffs.fs.testhub.http.HttpResponse;
import java.util.List;
import java.util.Set;

/** {@code /api/models/{id}} and all below it. */
final class RepoRoutes {

  /** What may follow an id; so an id without a namespace is told from one with. */
  static final Set<String> WORDS =
      Set.of(
          "revision",
          "tree",
          "paths-info",
          "refs",
          "commits",
          "resolve",
          "xet-read-token",
          "auth-check",
          "discussions",
          "settings");

  private static final Set<String> EXPANDABLE =
      Set.of(
          ("author baseModels cardData childrenModelCount config createdAt description citation"
                  + " disabled downloads downloadsAllTime evalResults gated gguf inference host"
                  + " inferenceProviderMapping lastModified library_name likes mainSize mask_token"
                  + " model-index models datasets paperswithcode_id pipeline_tag private"
                  + " resourceGroup runtime safetensors sdk sha siblings spaces subdomain tags"
                  + " transformersInfo trendingScore usedStorage widgetData xetEnabled")
              .split(" "));

  private final Gate gate;
  private final TreeRoutes trees;

  RepoRoutes(HubState state, Gate gate) {
    this.gate = gate;
    this.trees = new TreeRoutes(state, gate);
  }

  /**
   * Answers a request.
   *
   * @param segments decoded, after the type
   */
  HttpResponse answer(HubRequest request, RepoType type, List<String> segments) throws Refusal {
    int idLength = segments.size() > 1 && !WORDS.contains(segments.get(1)) ? 2 : 1;
    String id = String.join("/", segments.subList(0, idLength));
    TestRepo repo = gate.find(request, type, id);
    if (!repo.id().id().equals(id)) {
      throw Refusal.movedTo(renamed(request, repo, idLength));
    }
    List<String> rest = segments.subList(idLength, segments.size());
    String word = rest.isEmpty() ? "" : rest.get(0);
    String revision = rest.size() > 1 ? rest.get(1) : "main";
    return switch (word) {
      case "" -> info(request, repo, "main");
      case "revision" -> info(request, repo, revision);
      case "tree" ->
          trees.tree(request, repo, revision, String.join("/", rest.subList(2, rest.size())));
      case "paths-info" -> trees.pathsInfo(request, repo, revision);
      case "refs" -> refs(request, repo);
      case "commits" -> commits(request, repo, revision);
      case "auth-check" -> {
        gate.requireReader(request, repo);
        yield Json.ok(Json.object());
      }
      case "discussions" -> {
        ObjectNode none = Json.object().put("count", 0).put("start", 0);
        none.putArray("discussions");
        yield Json.ok(none);
      }
      default -> throw Refusal.of(404, "Sorry, we can't find the page you are looking for.");
    };
  }

  /** Puts the right id into the raw target and leaves the rest as it is. */
  private static String renamed(HubRequest request, TestRepo repo, int idLength) {
    String[] raw = request.target().split("/", 4 + idLength);
    StringBuilder target =
        new StringBuilder("/api/").append(raw[2]).append('/').append(repo.id().id());
    if (raw.length == 4 + idLength) {
      return target.append('/').append(raw[3 + idLength]).toString();
    }
    String query = request.http().query();
    return target.append(query.isEmpty() ? "" : "?" + query).toString();
  }

  private HttpResponse info(HubRequest request, TestRepo repo, String revision) throws Refusal {
    TestCommit commit = Gate.commit(repo, revision);
    Query query = request.query();
    boolean masked = !gate.isReader(request, repo);
    ObjectNode info = RepoJson.info(repo, commit);
    info.set(
        "siblings",
        RepoJson.siblings(commit, new Disclosure(query.flag("blobs"), masked, false, false)));
    List<String> expand = query.all("expand");
    for (String field : expand) {
      if (!EXPANDABLE.contains(field)) {
        throw Refusal.of(400, "\"expand\" must not be \"" + field + "\"");
      }
    }
    if (!expand.isEmpty()) {
      Set<String> kept = new java.util.HashSet<>(expand);
      kept.add("_id");
      kept.add("id");
      info.retain(kept);
    }
    return Json.ok(info);
  }

  private HttpResponse refs(HubRequest request, TestRepo repo) {
    ObjectNode refs = Json.object();
    addRefs(refs.putArray("branches"), repo, "refs/heads/", "refs/heads/");
    addRefs(refs.putArray("converts"), repo, "refs/convert/", "refs/convert/");
    addRefs(refs.putArray("tags"), repo, "refs/tags/", "refs/tags/");
    if (request.query().flag("include_prs")) {
      addRefs(refs.putArray("pullRequests"), repo, "refs/pr/", "refs/pr/");
    }
    return Json.ok(refs);
  }

  private static void addRefs(ArrayNode list, TestRepo repo, String prefix, String stripped) {
    for (TestRepo.Ref ref : repo.refs(prefix)) {
      list.addObject()
          .put("name", ref.name().substring(stripped.length()))
          .put("ref", ref.name())
          .put("targetCommit", ref.target());
    }
  }

  private HttpResponse commits(HubRequest request, TestRepo repo, String revision) throws Refusal {
    gate.requireReader(request, repo);
    List<TestCommit> history = TestRepo.history(Gate.commit(repo, revision));
    Query query = request.query();
    int limit = Math.min(1000, query.positive("limit", 50));
    int page = query.positive("p", 0);
    ArrayNode list = Json.array();
    history.stream()
        .skip((long) page * limit)
        .limit(limit)
        .map(RepoJson::commit)
        .forEach(list::add);
    HttpResponse answer = Json.ok(list).with("X-Total-Count", Integer.toString(history.size()));
    boolean more = (long) (page + 1) * limit < history.size();
    return more
        ? Paging.linkTo(answer, request, query.with("p", Integer.toString(page + 1)))
        : answer;
  }
}
