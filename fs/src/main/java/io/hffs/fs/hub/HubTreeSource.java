package io.hffs.fs.hub;

import com.fasterxml.jackson.databind.JsonNode;
import io.hffs.fs.hub.HubApi.Page;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoRefs;
import io.hffs.fs.repo.RepoType;
import io.hffs.fs.repo.ResolvedRevision;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.repo.TreeEntry;
import io.hffs.fs.repo.Visibility;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import io.hffs.fs.source.TreeSource;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import okhttp3.HttpUrl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the repositories of one Hub hold, by its JSON API. Thread-safe; keeps nothing. */
public final class HubTreeSource implements TreeSource {

  private static final Logger log = LoggerFactory.getLogger(HubTreeSource.class);
  private static final int REPOSITORIES_PER_PAGE = 1000;
  private static final int MAX_REPOSITORIES = 10_000;

  private final HubClient client;
  private final HubApi api;

  HubTreeSource(HubClient client) {
    this.client = client;
    this.api = new HubApi(client);
  }

  @Override
  public String name() {
    return client.name();
  }

  @Override
  public ResolvedRevision resolve(RepoId repo, Revision revision) throws SourceException {
    Asked asked = asked("the revision " + revision + " of " + repo, repo);
    // A server that does not know "expand" may refuse it.
    Optional<Page> brief = api.pageUnless(400, client.urls().revision(repo, revision), asked);
    Page page =
        brief.isPresent()
            ? brief.get()
            : api.page(client.urls().revisionInFull(repo, revision), asked);
    JsonNode info = page.json();
    String sha = info.path("sha").asText();
    boolean other = revision.commit().isPresent() && !sha.equals(revision.name());
    if (!CommitHash.isValid(sha) || other) {
      throw corrupt("does not say which commit " + asked.what() + " is");
    }
    return new ResolvedRevision(
        canonicalId(repo, info.path("id").asText()),
        revision,
        new CommitHash(sha),
        lastModified(info),
        visibility(repo.type(), info));
  }

  private RepoId canonicalId(RepoId repo, String id) throws SourceException {
    try {
      return RepoId.parse(repo.type(), id);
    } catch (IllegalArgumentException e) {
      throw corrupt("does not say the name of " + repo);
    }
  }

  private static Instant lastModified(JsonNode info) {
    try {
      return Instant.parse(info.path("lastModified").asText());
    } catch (DateTimeParseException e) {
      return Instant.EPOCH;
    }
  }

  /** Only what is said to be public is: a field that is missing says nothing. */
  private static Visibility visibility(RepoType type, JsonNode info) {
    if (!info.path("private").isBoolean() || info.path("private").asBoolean()) {
      return Visibility.PRIVATE;
    }
    JsonNode gated = info.path("gated");
    // Spaces cannot be gated, so nothing is said of it.
    boolean open =
        gated.isBoolean() ? !gated.asBoolean() : gated.isMissingNode() && type == RepoType.SPACE;
    return open ? Visibility.PUBLIC : Visibility.GATED;
  }

  @Override
  public Snapshot snapshot(ResolvedRevision at) throws SourceException {
    RepoId repo = at.repo();
    Asked asked = asked("the tree of " + repo + " at " + at.commit().abbreviated(), repo);
    TreeJson tree = new TreeJson(name());
    Set<HttpUrl> seen = new HashSet<>();
    Optional<HttpUrl> next = Optional.of(client.urls().tree(repo, at.commit()));
    while (next.isPresent()) {
      Page page = api.page(next.get(), asked);
      seen.add(next.get());
      int count = tree.add(page.json());
      next = next(page, asked);
      if (next.isPresent() && (count == 0 || seen.contains(next.get()))) {
        throw corrupt("lists pages without end for " + asked.what());
      }
    }
    List<TreeEntry> files = tree.files();
    if (tree.skippedCount() > 0) {
      log.warn(
          "{} has {} names that cannot be shown, the first of them '{}'",
          asked.what(),
          tree.skippedCount(),
          tree.firstSkipped());
    }
    return Snapshot.complete(repo, at.commit(), at.lastModified(), files);
  }

  /** The token goes along, and so only to the server that the listing began at. */
  private Optional<HttpUrl> next(Page page, Asked asked) throws SourceException {
    Optional<String> link = page.link().flatMap(LinkHeader::next);
    if (link.isEmpty()) {
      return Optional.empty();
    }
    HttpUrl url = page.url().resolve(link.get());
    if (url == null) {
      throw corrupt("names no valid next page of " + asked.what());
    }
    if (!client.isAtEndpoint(url)) {
      throw client.leadsAway(url);
    }
    return Optional.of(url);
  }

  @Override
  public RepoRefs refs(RepoId repo) throws SourceException {
    JsonNode refs =
        api.page(client.urls().refs(repo), asked("the branches and tags of " + repo, repo)).json();
    return new RepoRefs(
        names(refs.path("branches"), "name"),
        names(refs.path("tags"), "name"),
        names(refs.path("converts"), "ref"));
  }

  private static List<Revision> names(JsonNode refs, String field) {
    List<Revision> names = new ArrayList<>();
    for (JsonNode ref : refs) {
      String name = ref.path(field).asText();
      if (Revision.isValid(name)) {
        names.add(new Revision(name));
      }
    }
    return names;
  }

  @Override
  public List<RepoId> repositories(RepoType type, String namespace) throws SourceException {
    Asked asked = Asked.about("the " + type.plural() + " of " + namespace);
    List<RepoId> found = new ArrayList<>();
    Optional<HttpUrl> next =
        Optional.of(client.urls().repositories(type, namespace, REPOSITORIES_PER_PAGE));
    while (next.isPresent() && found.size() < MAX_REPOSITORIES) {
      Page page = api.page(next.get(), asked);
      int before = found.size();
      for (JsonNode entry : page.json()) {
        repository(type, namespace, entry.path("id").asText()).ifPresent(found::add);
      }
      next = found.size() == before ? Optional.empty() : next(page, asked);
    }
    return found;
  }

  private static Optional<RepoId> repository(RepoType type, String namespace, String id) {
    try {
      return Optional.of(RepoId.parse(type, id))
          .filter(repo -> namespace.equalsIgnoreCase(repo.namespace()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean namespaceExists(String namespace) throws SourceException {
    Asked asked = Asked.about("the account " + namespace);
    return api.pageUnless(404, client.urls().organization(namespace), asked).isPresent()
        || api.pageUnless(404, client.urls().user(namespace), asked).isPresent();
  }

  private Asked asked(String what, RepoId repo) {
    return new Asked(what, repo, client.urls().page(repo));
  }

  private SourceException corrupt(String what) {
    return new SourceException(Kind.CORRUPT, name() + " " + what);
  }
}
