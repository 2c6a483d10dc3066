package io.hffs.fs.hub;

import com.fasterxml.jackson.databind.JsonNode;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoRefs;
import io.hffs.fs.repo.RepoType;
import io.hffs.fs.repo.ResolvedRevision;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.repo.Visibility;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a Hub says of repositories: the commit of a revision, the refs, what an account has. Pure.
 */
final class RepoJson {

  private RepoJson() {}

  /**
   * Reads which commit a revision is.
   *
   * @param hub the name of the server, for messages
   * @throws SourceException CORRUPT when it says no commit or another one, or not whose
   */
  static ResolvedRevision resolved(
      String hub, RepoId repo, Revision revision, JsonNode info, Asked asked)
      throws SourceException {
    String sha = info.path("sha").asText();
    boolean other = revision.commit().isPresent() && !sha.equals(revision.name());
    if (!CommitHash.isValid(sha) || other) {
      throw new SourceException(
          Kind.CORRUPT, hub + " does not say which commit " + asked.what() + " is");
    }
    return new ResolvedRevision(
        canonicalId(hub, repo, info.path("id").asText()),
        revision,
        new CommitHash(sha),
        lastModified(info),
        visibility(repo.type(), info));
  }

  private static RepoId canonicalId(String hub, RepoId repo, String id) throws SourceException {
    try {
      return RepoId.parse(repo.type(), id);
    } catch (IllegalArgumentException e) {
      throw new SourceException(Kind.CORRUPT, hub + " does not say the name of " + repo, e);
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

  /** Reads the refs, less those that no directory can be named after. */
  static RepoRefs refs(JsonNode refs) {
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

  /** Reads a page of the repositories of an account, less what is of another one. */
  static List<RepoId> repositories(RepoType type, String namespace, JsonNode page) {
    List<RepoId> found = new ArrayList<>();
    for (JsonNode entry : page) {
      try {
        RepoId repo = RepoId.parse(type, entry.path("id").asText());
        if (namespace.equalsIgnoreCase(repo.namespace())) {
          found.add(repo);
        }
      } catch (IllegalArgumentException e) {
        // It has no place in the mount.
      }
    }
    return found;
  }
}
