package io.hffs.fs.testhub;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hffs.fs.repo.RepoType;
import io.hffs.fs.testhub.RepoJson.Disclosure;
import io.hffs.fs.testhub.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What is not of one repository: searches, users, organizations, and who the caller is. */
final class CatalogRoutes {

  private static final int PAGE_SIZE = 100;

  private final HubState state;
  private final Gate gate;

  CatalogRoutes(HubState state, Gate gate) {
    this.state = state;
    this.gate = gate;
  }

  HttpResponse search(HubRequest request, RepoType type) throws Refusal {
    if (state.caller(request).kind() == Caller.Kind.INVALID) {
      throw Refusal.invalidToken();
    }
    Query query = request.query();
    List<TestRepo> matches =
        state.repos().list(type).stream()
            .filter(repo -> isListed(request, repo) && matches(repo, query))
            .toList();
    // "limit" is the size of a page on the live Hub; its clients stop by themselves.
    Paging<TestRepo> page = Paging.of(matches, query, PAGE_SIZE);
    ArrayNode list = Json.array();
    page.items().forEach(repo -> list.add(entry(repo, query)));
    return page.addTo(Json.ok(list), request);
  }

  private boolean isListed(HubRequest request, TestRepo repo) {
    boolean closed = repo.access() == RepoAccess.PRIVATE || repo.access() == RepoAccess.DISABLED;
    return repo.resolve("main").isPresent() && (!closed || gate.isReader(request, repo));
  }

  private static boolean matches(TestRepo repo, Query query) {
    String id = repo.id().id().toLowerCase(Locale.ROOT);
    return query.all("search").stream()
            .flatMap(words -> Arrays.stream(words.toLowerCase(Locale.ROOT).split(" ", -1)))
            .allMatch(id::contains)
        && query.first("author").stream()
            .allMatch(author -> author.equalsIgnoreCase(repo.id().namespace()));
  }

  private static ObjectNode entry(TestRepo repo, Query query) {
    TestCommit head = repo.resolve("main").orElseThrow();
    ObjectNode entry = RepoJson.info(repo, head);
    List<String> expand = query.all("expand");
    boolean full = query.flag("full");
    if (full || expand.contains("siblings")) {
      entry.set("siblings", RepoJson.siblings(head, new Disclosure(false, false, false, false)));
    }
    for (String field : List.of("sha", "lastModified")) {
      if (!full && !expand.contains(field)) {
        entry.remove(field);
      }
    }
    entry.remove(Set.of("usedStorage", "disabled"));
    return entry;
  }

  HttpResponse organization(String name) throws Refusal {
    if (state.repos().hasUser(name) || !isNamespace(name)) {
      throw Refusal.of(404, "This organization does not exist");
    }
    return Json.ok(overview("org").put("name", name).put("fullname", name));
  }

  HttpResponse user(String name) throws Refusal {
    if (!state.repos().hasUser(name)) {
      throw Refusal.of(404, "This user does not exist");
    }
    return Json.ok(overview("user").put("user", name).put("fullname", name));
  }

  private static ObjectNode overview(String type) {
    return Json.object().put("type", type).put("avatarUrl", "/avatar.svg").put("isPro", false);
  }

  private boolean isNamespace(String name) {
    return Arrays.stream(RepoType.values())
        .flatMap(type -> state.repos().list(type).stream())
        .anyMatch(repo -> name.equals(repo.id().namespace()));
  }

  HttpResponse whoami(HubRequest request) throws Refusal {
    Caller caller = state.caller(request);
    if (caller.user() == null) {
      throw caller.kind() == Caller.Kind.INVALID
          ? Refusal.invalidToken()
          : Refusal.unauthenticated();
    }
    ObjectNode node = Json.object().put("type", "user").put("id", "0123456789abcdef01234567");
    node.put("name", caller.user()).put("fullname", caller.user());
    node.put("email", caller.user() + "@example.org").put("emailVerified", true);
    node.put("isPro", false).putArray("orgs");
    node.putObject("auth")
        .put("type", "access_token")
        .putObject("accessToken")
        .put("displayName", "test")
        .put("role", "read")
        .put("createdAt", "2025-01-01T12:00:00.000Z");
    return Json.ok(node);
  }

  HttpResponse agentHarnesses() {
    ObjectNode node = Json.object();
    node.putArray("standardEnvVars");
    node.putObject("harnesses");
    return Json.ok(node);
  }
}
