package io.hffs.fs.testhub;

import io.hffs.fs.testhub.http.HttpResponse;

/** An error answer on its way up; the codes and texts are those of the live Hub. */
final class Refusal extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient HttpResponse response;

  private Refusal(HttpResponse response) {
    super("status " + response.status(), null, false, false);
    this.response = response;
  }

  HttpResponse response() {
    return response;
  }

  static Refusal answer(HttpResponse response) {
    return new Refusal(response);
  }

  static Refusal of(int status, String message) {
    return new Refusal(
        Json.response(status, Json.object().put("error", message))
            .with("X-Error-Message", message.replaceAll("[^ -~]", "?")));
  }

  private static Refusal coded(int status, String code, String message) {
    return new Refusal(of(status, message).response.with("X-Error-Code", code));
  }

  static Refusal unauthenticated() {
    return new Refusal(
        of(401, "Invalid username or password.")
            .response
            .with("WWW-Authenticate", "Bearer realm=\"Authentication required\""));
  }

  static Refusal invalidToken() {
    return of(401, "Invalid credentials in Authorization header");
  }

  static Refusal repoNotFound() {
    return coded(404, "RepoNotFound", "Repository not found");
  }

  static Refusal disabled() {
    return of(403, "Access to this resource is disabled.");
  }

  static Refusal gatedAnonymous(String id) {
    return coded(
        401,
        "GatedRepo",
        "Access to model "
            + id
            + " is restricted. You must have access to it and be authenticated to access it."
            + " Please log in.");
  }

  static Refusal gatedUser(String id) {
    return coded(
        403,
        "GatedRepo",
        "Access to model "
            + id
            + " is restricted and you are not in the authorized list. Visit the page of the"
            + " repository to ask for access.");
  }

  static Refusal revisionNotFound(String revision) {
    return coded(404, "RevisionNotFound", "Invalid rev id: " + revision);
  }

  /** On API paths, where the answer does not name the commit. */
  static Refusal treeEntryNotFound(String path, String revision) {
    return coded(404, "EntryNotFound", path + " does not exist on \"" + revision + "\"");
  }

  /** On file paths: plain text, and the commit that does not have the file. */
  static Refusal fileNotFound(TestCommit commit) {
    return new Refusal(
        HttpResponse.of(404)
            .withText("text/plain; charset=utf-8", "Entry not found")
            .with("X-Error-Code", "EntryNotFound")
            .with("X-Error-Message", "Entry not found")
            .with("X-Repo-Commit", commit.hash().hex()));
  }

  /** Moved for good: a relative redirect without any metadata. */
  static Refusal movedTo(String target) {
    return new Refusal(HttpResponse.of(307).with("Location", target));
  }
}
