package io.hffs.fs.testhub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.hffs.fs.testhub.RepoJson.Disclosure;
import io.hffs.fs.testhub.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** Listings: {@code tree} and {@code paths-info}. */
final class TreeRoutes {

  private static final int MAX_PATHS = 2000;
  private static final int EXPANDED_PAGE_SIZE = 50;

  private final HubState state;
  private final Gate gate;

  TreeRoutes(HubState state, Gate gate) {
    this.state = state;
    this.gate = gate;
  }

  /**
   * Answers with one page of a directory.
   *
   * @param path decoded; the empty string for the root
   */
  HttpResponse tree(HubRequest request, TestRepo repo, String revision, String path)
      throws Refusal {
    TestCommit commit = Gate.commit(repo, revision);
    String directory = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    if (!commit.tree().isDirectory(directory)) {
      throw Refusal.treeEntryNotFound(directory, revision);
    }
    Query query = request.query();
    boolean expand = query.flag("expand");
    int configured = state.config().treePageSize();
    int pageSize = expand ? Math.min(EXPANDED_PAGE_SIZE, configured) : configured;
    List<TestTree.Entry> entries = commit.tree().list(directory, query.flag("recursive"));
    Paging<TestTree.Entry> page = Paging.of(entries, query, pageSize);
    ArrayNode list = Json.array();
    Disclosure disclosure = disclosure(request, repo, expand);
    page.items().forEach(entry -> list.add(RepoJson.treeEntry(commit, entry, disclosure)));
    return page.addTo(Json.ok(list), request);
  }

  private Disclosure disclosure(HubRequest request, TestRepo repo, boolean lastCommits) {
    return new Disclosure(true, !gate.isReader(request, repo), state.config().xet(), lastCommits);
  }

  HttpResponse pathsInfo(HubRequest request, TestRepo repo, String revision) throws Refusal {
    if (!request.method().equals("POST")) {
      throw Refusal.of(405, "Method not allowed");
    }
    TestCommit commit = Gate.commit(repo, revision);
    List<String> paths = new ArrayList<>();
    boolean expand;
    String body = request.http().body();
    if (request.http().headers().mentions("Content-Type", "json")) {
      JsonNode json = Json.read(body);
      json.path("paths").forEach(path -> paths.add(path.asText()));
      expand = json.path("expand").asBoolean();
    } else {
      Query form = Query.parse(body);
      paths.addAll(form.all("paths"));
      expand = form.flag("expand");
    }
    if (paths.size() > MAX_PATHS) {
      throw Refusal.of(400, "\"paths\" must contain less than or equal to 2000 items");
    }
    Disclosure disclosure = disclosure(request, repo, expand);
    ArrayNode list = Json.array();
    for (String path : paths) {
      commit
          .tree()
          .entry(path)
          .ifPresent(entry -> list.add(RepoJson.treeEntry(commit, entry, disclosure)));
    }
    return Json.ok(list);
  }
}
