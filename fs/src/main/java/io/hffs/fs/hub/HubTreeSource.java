package io.hffs.fs.hub;

import io.hffs.fs.hub.HubApi.Page;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoRefs;
import io.hffs.fs.repo.RepoType;
import io.hffs.fs.repo.ResolvedRevision;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.repo.TreeEntry;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import io.hffs.fs.source.TreeSource;
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
    return RepoJson.resolved(name(), repo, revision, page.json(), asked);
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
    try {
      return Snapshot.complete(repo, at.commit(), at.lastModified(), files);
    } catch (IllegalArgumentException e) {
      throw new SourceException(Kind.CORRUPT, name() + " lists what is no tree", e);
    }
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
    Asked asked = asked("the branches and tags of " + repo, repo);
    return RepoJson.refs(api.page(client.urls().refs(repo), asked).json());
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
      found.addAll(RepoJson.repositories(type, namespace, page.json()));
      next = found.size() == before ? Optional.empty() : next(page, asked);
    }
    return found;
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
