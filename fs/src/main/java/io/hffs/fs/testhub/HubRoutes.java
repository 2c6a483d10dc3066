package io.hffs.fs.testhub;

import io.hffs.fs.repo.RepoType;
import io.hffs.fs.testhub.RateBudgets.Bucket;
import io.hffs.fs.testhub.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Takes a request of the first origin to its route, and adds what every answer has. */
final class HubRoutes {

  private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST");

  private final HubState state;
  private final RepoRoutes repos;
  private final FileRoutes files;
  private final CatalogRoutes catalog;
  private final AtomicLong requestCount = new AtomicLong();

  HubRoutes(HubState state, FileRoutes.CdnAddress cdn) {
    Gate gate = new Gate(state);
    this.state = state;
    this.repos = new RepoRoutes(state, gate);
    this.files = new FileRoutes(state, gate, cdn);
    this.catalog = new CatalogRoutes(state, gate);
  }

  HttpResponse answer(HubRequest request) {
    List<String> segments = PathEncoding.decodedSegments(request.http().path());
    boolean api =
        segments.get(0).equals("api")
            && !segments.subList(0, Math.min(2, segments.size())).contains("resolve-cache");
    Caller caller = state.caller(request);
    RateBudgets.Grant grant =
        state.budgets().use(api ? Bucket.API : Bucket.RESOLVERS, caller, state.config().budget());
    HttpResponse response;
    try {
      response = grant.isExhausted() ? tooManyRequests(grant) : route(request, segments);
    } catch (Refusal refusal) {
      response = refusal.response();
    }
    long number = requestCount.incrementAndGet();
    return grant
        .addTo(response)
        .with("X-Request-Id", String.format(Locale.ROOT, "Root=1-testhub-%06d", number))
        .with(
            "Access-Control-Expose-Headers",
            "X-Repo-Commit,X-Request-Id,X-Error-Code,X-Error-Message,X-Total-Count,ETag,Link,"
                + "Accept-Ranges,Content-Range,X-Linked-Size,X-Linked-ETag,X-Xet-Hash");
  }

  private static HttpResponse tooManyRequests(RateBudgets.Grant grant) {
    return Refusal.of(429, "We had to rate limit your IP.")
        .response()
        .with("Retry-After", Long.toString(grant.resetSeconds()));
  }

  private HttpResponse route(HubRequest request, List<String> segments) throws Refusal {
    if (!METHODS.contains(request.method())) {
      throw Refusal.of(405, "Method not allowed");
    }
    return segments.get(0).equals("api")
        ? routeApi(request, segments.subList(1, segments.size()))
        : routeFile(request, segments);
  }

  private HttpResponse routeApi(HubRequest request, List<String> segments) throws Refusal {
    String first = segments.isEmpty() ? "" : segments.get(0);
    List<String> rest = segments.subList(Math.min(1, segments.size()), segments.size());
    Optional<RepoType> type = typeNamed(first);
    if (type.isPresent()) {
      return rest.isEmpty() || rest.equals(List.of(""))
          ? catalog.search(request, type.get())
          : repos.answer(request, type.get(), rest);
    }
    if (first.equals("resolve-cache") && !rest.isEmpty() && typeNamed(rest.get(0)).isPresent()) {
      return files.resolveCache(
          request, typeNamed(rest.get(0)).get(), rest.subList(1, rest.size()));
    }
    boolean overview = rest.size() == 2 && rest.get(1).equals("overview");
    return switch (first) {
      case "whoami-v2" -> catalog.whoami(request);
      case "agent-harnesses" -> catalog.agentHarnesses();
      case "organizations", "users" -> {
        if (!overview) {
          throw pageNotFound();
        }
        yield first.equals("users") ? catalog.user(rest.get(0)) : catalog.organization(rest.get(0));
      }
      default -> throw pageNotFound();
    };
  }

  /** {@code [datasets/|spaces/]{id}/{resolve|raw}/{revision}/{path}}. */
  private HttpResponse routeFile(HubRequest request, List<String> segments) throws Refusal {
    RepoType type = typeNamed(segments.get(0)).orElse(RepoType.MODEL);
    List<String> rest = segments.subList(type == RepoType.MODEL ? 0 : 1, segments.size());
    for (int idLength = 1; idLength <= 2 && rest.size() >= idLength + 3; idLength++) {
      String id = String.join("/", rest.subList(0, idLength));
      String revision = rest.get(idLength + 1);
      String path = String.join("/", rest.subList(idLength + 2, rest.size()));
      if (rest.get(idLength).equals("resolve")) {
        return files.resolve(request, type, id, revision, path);
      }
      if (rest.get(idLength).equals("raw")) {
        return files.raw(request, type, id, revision, path);
      }
    }
    throw pageNotFound();
  }

  private static Refusal pageNotFound() {
    return Refusal.of(404, "Sorry, we can't find the page you are looking for.");
  }

  private static Optional<RepoType> typeNamed(String plural) {
    for (RepoType type : RepoType.values()) {
      if (type.plural().equals(plural)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
