package io.hffs.fs.testhub;

import io.hffs.fs.repo.RepoType;
import io.hffs.fs.testhub.http.HttpHeaders;
import io.hffs.fs.testhub.http.HttpResponse;
import java.util.List;

/** The files themselves: {@code resolve}, {@code raw} and the resolve cache. */
final class FileRoutes {

  private final HubState state;
  private final Gate gate;
  private final CdnAddress cdn;

  /** Tells the client where the CDN is, given the request that it made here. */
  interface CdnAddress {
    String base(HubRequest request);
  }

  FileRoutes(HubState state, Gate gate, CdnAddress cdn) {
    this.state = state;
    this.gate = gate;
    this.cdn = cdn;
  }

  /** A file that the caller may read, at a commit. */
  private record Found(TestRepo repo, TestCommit commit, String path, TestFile file) {}

  private Found find(HubRequest request, RepoType type, String id, String revision, String path)
      throws Refusal {
    TestRepo repo = gate.find(request, type, id);
    gate.requireReader(request, repo);
    TestCommit commit = Gate.commit(repo, revision);
    TestFile file = commit.tree().file(path).orElseThrow(() -> Refusal.fileNotFound(commit));
    return new Found(repo, commit, path, file);
  }

  HttpResponse resolve(HubRequest request, RepoType type, String id, String revision, String path)
      throws Refusal {
    Found found = find(request, type, id, revision, path);
    if (state.config().profile() == HubProfile.DIRECT) {
      return ContentAnswer.to(
          request, found.file().content(), directHeaders(found), GzipPolicy.NEVER);
    }
    HttpResponse answer = found.file().isLfs() ? toCdn(request, found) : toCache(request, found);
    return answer
        .with("X-Repo-Commit", found.commit().hash().hex())
        .with("Accept-Ranges", "bytes")
        .with("Content-Disposition", FileHeaders.contentDisposition(path))
        .with("Vary", "Origin, Accept");
  }

  /** The pointer of an LFS file, the content of any other. */
  HttpResponse raw(HubRequest request, RepoType type, String id, String revision, String path)
      throws Refusal {
    Found found = find(request, type, id, revision, path);
    TestContent content =
        found.file().isLfs() ? TestContent.ofText(found.file().pointer()) : found.file().content();
    HttpHeaders headers =
        HttpHeaders.NONE
            .with("Content-Type", "text/plain; charset=utf-8")
            .with("X-Repo-Commit", found.commit().hash().hex())
            .with("ETag", quoted(found.file().gitSha1()));
    return ContentAnswer.to(request, content, headers, GzipPolicy.NEVER);
  }

  /**
   * Answers {@code /api/resolve-cache/{type}/{id}/{commit}/{path}}.
   *
   * @param segments decoded, after the type
   */
  HttpResponse resolveCache(HubRequest request, RepoType type, List<String> segments)
      throws Refusal {
    int idLength = segments.size() > 1 && segments.get(1).matches("[0-9a-f]{40}") ? 1 : 2;
    if (segments.size() < idLength + 2) {
      throw Refusal.of(404, "Not found");
    }
    Found found =
        find(
            request,
            type,
            String.join("/", segments.subList(0, idLength)),
            segments.get(idLength),
            String.join("/", segments.subList(idLength + 1, segments.size())));
    HttpHeaders headers =
        HttpHeaders.NONE
            .with("Content-Type", FileHeaders.contentType(found.path()))
            .with("X-Repo-Commit", found.commit().hash().hex())
            .with("ETag", quoted(found.file().gitSha1()))
            .with("Content-Disposition", FileHeaders.contentDisposition(found.path()))
            .with("X-Cache", "Miss from cloudfront");
    return ContentAnswer.to(request, found.file().content(), headers, state.config().gzip());
  }

  private static HttpHeaders directHeaders(Found found) {
    String digest = quoted(found.file().blob().hex());
    return HttpHeaders.NONE
        .with("Content-Type", "application/octet-stream")
        .with("X-Repo-Commit", found.commit().hash().hex())
        .with("ETag", digest)
        .with("X-Linked-ETag", digest)
        .with("X-Linked-Size", Long.toString(found.file().sizeBytes()))
        .with("Content-Disposition", FileHeaders.contentDisposition(found.path()));
  }

  /** Small files: a relative redirect without ETag or size. */
  private static HttpResponse toCache(HubRequest request, Found found) {
    String location =
        "/api/resolve-cache/"
            + found.repo().id().type().plural()
            + "/"
            + found.repo().id().id()
            + "/"
            + found.commit().hash()
            + "/"
            + PathEncoding.encodePath(found.path())
            + "?"
            + PathEncoding.encodeSegment(PathEncoding.decode(request.http().path()))
            + "=&etag=%22"
            + found.file().gitSha1()
            + "%22";
    return redirect(307, location);
  }

  /** LFS files: to another host, and this answer is the only one with digest and size. */
  private HttpResponse toCdn(HubRequest request, Found found) {
    TestHubConfig config = state.config();
    TestFile file = found.file();
    String location =
        cdn.base(request) + state.urls().sign(found.repo(), found.path(), file, config.urlTtl());
    HttpResponse answer =
        redirect(302, location)
            .with("X-Linked-Size", Long.toString(file.sizeBytes()))
            .with("X-Linked-ETag", quoted(file.blob().hex()))
            .with("Cache-Control", "no-store");
    return config.xet() ? withXet(answer, request, found) : answer;
  }

  private static HttpResponse withXet(HttpResponse answer, HubRequest request, Found found) {
    String repo = found.repo().id().type().plural() + "/" + found.repo().id().id();
    String token =
        request.base() + "/api/" + repo + "/xet-read-token/" + found.commit().hash().hex();
    return answer
        .with("X-Xet-Hash", found.file().xetHash())
        .with("Link", "<" + token + ">; rel=\"xet-auth\"");
  }

  private static HttpResponse redirect(int status, String location) {
    String kind = status == 307 ? "Temporary Redirect" : "Found";
    return HttpResponse.of(status)
        .withText("text/plain; charset=utf-8", kind + ". Redirecting to " + location)
        .with("Location", location);
  }

  private static String quoted(String digest) {
    return "\"" + digest + "\"";
  }
}
