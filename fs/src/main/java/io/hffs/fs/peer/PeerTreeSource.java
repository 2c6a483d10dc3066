package io.hffs.fs.peer;

import com.fasterxml.jackson.databind.JsonNode;
import io.hffs.fs.json.SnapshotJson;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoRefs;
import io.hffs.fs.repo.RepoType;
import io.hffs.fs.repo.ResolvedRevision;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.repo.Visibility;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import io.hffs.fs.source.TreeSource;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * What paired machines know of public repositories, for the time in which no Hub can be asked. That
 * none of them knows a thing is told as REPO_NOT_FOUND and says nothing about its existence: this
 * source must never be an authoritative one. What they say is their word only: a tree is {@link
 * Snapshot#isAttested}, and nobody may take a repository for public because of it.
 *
 * <p>Thread-safe.
 */
public final class PeerTreeSource implements TreeSource {

  private final Supplier<List<PeerLink>> links;

  PeerTreeSource(Supplier<List<PeerLink>> links) {
    this.links = links;
  }

  @Override
  public String name() {
    return "paired machines";
  }

  /** A question to one device. */
  @FunctionalInterface
  private interface Question<T> {
    T ask(PeerLink link) throws SourceException;
  }

  private <T> T first(String what, Question<T> question) throws SourceException {
    SourceException last = null;
    for (PeerLink link : links.get()) {
      try {
        return question.ask(link);
      } catch (SourceException e) {
        last = e;
      } catch (IllegalArgumentException | DateTimeException e) {
        last = new SourceException(Kind.CORRUPT, link.name() + " sent something odd: " + e, e);
      }
    }
    throw new SourceException(
        Kind.REPO_NOT_FOUND, "no paired machine that is reachable knows " + what, last);
  }

  @Override
  public ResolvedRevision resolve(RepoId repo, Revision revision) throws SourceException {
    return first(
        revision + " of " + repo,
        link ->
            resolved(repo, revision, link.questions().refs(repo))
                .orElseThrow(
                    () ->
                        new SourceException(
                            Kind.REPO_NOT_FOUND, link.name() + " does not know it")));
  }

  /**
   * Reads which commit a revision is; empty when the device does not say. What is odd throws {@link
   * IllegalArgumentException} or {@link DateTimeException}.
   */
  static Optional<ResolvedRevision> resolved(RepoId repo, Revision revision, JsonNode answer) {
    RepoId canonical = canonical(repo, answer);
    JsonNode ref = answer.path("refs").path(revision.name());
    if (ref.isObject()) {
      return Optional.of(
          resolved(
              canonical,
              revision,
              new CommitHash(ref.path("commit").asText()),
              Instant.parse(ref.path("lastModified").asText())));
    }
    for (JsonNode commit : answer.path("commits")) {
      if (commit.asText().equals(revision.name())) {
        return Optional.of(
            resolved(canonical, revision, new CommitHash(commit.asText()), Instant.EPOCH));
      }
    }
    return Optional.empty();
  }

  /** A device may tell how an id is spelled, or in which namespace it is; no more than that. */
  private static RepoId canonical(RepoId asked, JsonNode answer) {
    RepoId told = RepoId.parse(answer.path("repo").asText());
    boolean same =
        told.type() == asked.type()
            && (asked.namespace() == null
                ? told.name().equalsIgnoreCase(asked.name())
                : told.id().equalsIgnoreCase(asked.id()));
    if (!same) {
      throw new IllegalArgumentException(told + " for " + asked);
    }
    return told;
  }

  private static ResolvedRevision resolved(
      RepoId repo, Revision revision, CommitHash commit, Instant lastModified) {
    // Nobody but the Hub can say that a repository is public.
    return new ResolvedRevision(repo, revision, commit, lastModified, Visibility.PRIVATE);
  }

  @Override
  public Snapshot snapshot(ResolvedRevision at) throws SourceException {
    return first(
        "the tree of " + at.repo(),
        link -> {
          JsonNode json = link.questions().snapshot(at.repo(), at.commit());
          Snapshot told = SnapshotJson.read(json, at.repo(), at.commit());
          return Snapshot.attested(told.repo(), told.commit(), told.lastModified(), told.files());
        });
  }

  @Override
  public RepoRefs refs(RepoId repo) throws SourceException {
    return first("the refs of " + repo, link -> refs(link.questions().refs(repo)));
  }

  /** Reads all refs, as branches; what is odd throws {@link IllegalArgumentException}. */
  static RepoRefs refs(JsonNode answer) {
    List<Revision> branches = new ArrayList<>();
    for (Map.Entry<String, JsonNode> ref : answer.path("refs").properties()) {
      branches.add(new Revision(ref.getKey()));
    }
    return new RepoRefs(branches, List.of(), List.of());
  }

  @Override
  public List<RepoId> repositories(RepoType type, String namespace) throws SourceException {
    Set<RepoId> found = new TreeSet<>();
    for (RepoId repo : repos()) {
      String of = repo.namespace();
      if (repo.type() == type && of != null && of.equalsIgnoreCase(namespace)) {
        found.add(repo);
      }
    }
    return List.copyOf(found);
  }

  @Override
  public boolean namespaceExists(String namespace) throws SourceException {
    for (RepoId repo : repos()) {
      String of = repo.namespace();
      if (of != null && of.equalsIgnoreCase(namespace)) {
        return true;
      }
    }
    throw new SourceException(
        Kind.REPO_NOT_FOUND, "no paired machine that is reachable knows " + namespace);
  }

  /** Returns what all of them have together; they may know different ones. */
  private Set<RepoId> repos() throws SourceException {
    Set<RepoId> repos = new TreeSet<>();
    SourceException last = null;
    boolean answered = false;
    for (PeerLink link : links.get()) {
      try {
        for (JsonNode repo : link.questions().repos().path("repos")) {
          repos.add(RepoId.parse(repo.asText()));
        }
        answered = true;
      } catch (SourceException e) {
        last = e;
      } catch (IllegalArgumentException e) {
        last = new SourceException(Kind.CORRUPT, link.name() + " sent something odd: " + e, e);
      }
    }
    if (!answered) {
      throw new SourceException(Kind.REPO_NOT_FOUND, "no paired machine is reachable", last);
    }
    return repos;
  }
}
