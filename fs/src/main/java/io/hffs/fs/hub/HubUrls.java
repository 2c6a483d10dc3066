package io.hffs.fs.hub;

import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.RepoType;
import io.hffs.fs.repo.Revision;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import okhttp3.HttpUrl;

/** The addresses of the Hub's API and files below one endpoint. */
final class HubUrls {

  private static final String PLAIN =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~";

  private final String base;
  private final HttpUrl endpoint;

  HubUrls(URI endpoint) {
    this.base = endpoint.toString();
    this.endpoint = HttpUrl.get(base);
  }

  HttpUrl endpoint() {
    return endpoint;
  }

  /** {@code /api/models/org/name/revision/main}, with no more than the fields we read. */
  HttpUrl revision(RepoId repo, Revision revision) {
    // Spaces cannot be gated, and the Hub answers 400 to a field that a type does not have.
    String gated = repo.type() == RepoType.SPACE ? "" : "&expand=gated";
    return url(
        api(repo)
            + "/revision/"
            + encodeSegment(revision.name())
            + "?expand=sha&expand=lastModified&expand=private"
            + gated);
  }

  /** The same with all fields, for servers that do not know {@code expand}. */
  HttpUrl revisionInFull(RepoId repo, Revision revision) {
    return url(api(repo) + "/revision/" + encodeSegment(revision.name()));
  }

  HttpUrl tree(RepoId repo, CommitHash commit) {
    return url(api(repo) + "/tree/" + commit.hex() + "?recursive=true&expand=false");
  }

  HttpUrl refs(RepoId repo) {
    return url(api(repo) + "/refs");
  }

  HttpUrl repositories(RepoType type, String namespace, int limit) {
    return url("/api/" + type.plural() + "?author=" + encodeSegment(namespace) + "&limit=" + limit);
  }

  HttpUrl organization(String name) {
    return url("/api/organizations/" + encodeSegment(name) + "/overview");
  }

  HttpUrl user(String name) {
    return url("/api/users/" + encodeSegment(name) + "/overview");
  }

  HttpUrl whoAmI() {
    return url("/api/whoami-v2");
  }

  /** The cheapest question that only a Hub answers. */
  HttpUrl probe() {
    return url("/api/models?limit=1");
  }

  /** {@code /org/name/resolve/{commit}/sub%20dir/file}: always by commit. */
  HttpUrl file(RepoId repo, CommitHash commit, RepoPath path) {
    String type = repo.type().urlPrefix();
    return endpoint
        .newBuilder()
        .addEncodedPathSegments(type + repo.id() + "/resolve/" + commit.hex() + "/")
        .addEncodedPathSegments(encodePath(path.value()))
        .build();
  }

  /** The page where a person asks for access. */
  String page(RepoId repo) {
    return base + "/" + repo.type().urlPrefix() + repo.id();
  }

  private static String api(RepoId repo) {
    return "/api/" + repo.type().plural() + "/" + repo.id();
  }

  private HttpUrl url(String pathAndQuery) {
    return HttpUrl.get(base + pathAndQuery);
  }

  static String encodePath(String path) {
    return Arrays.stream(path.split("/", -1))
        .map(HubUrls::encodeSegment)
        .collect(Collectors.joining("/"));
  }

  /** Encodes everything but unreserved characters, a slash too. */
  static String encodeSegment(String segment) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : segment.getBytes(StandardCharsets.UTF_8)) {
      if (b >= 0 && PLAIN.indexOf(b) >= 0) {
        encoded.append((char) b);
      } else {
        encoded.append(String.format("%%%02X", b & 0xff));
      }
    }
    return encoded.toString();
  }
}
