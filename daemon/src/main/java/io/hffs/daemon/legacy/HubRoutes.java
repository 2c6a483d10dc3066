package io.hffs.daemon.legacy;

import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.repo.TreeEntry;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Repositories and their files under the Hub's own paths, and the lists that HFFS and HFMC ask of
 * each other. The library says what there is; nothing is looked for elsewhere.
 *
 * <p>"No such file" bears the Hub's code for it only where the commit has no such file. Clients
 * remember that for ever, and that a file is merely not here is no reason to.
 */
final class HubRoutes {

  /** Clients want the fraction. */
  private static final DateTimeFormatter MILLISECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final PublicLibrary library;
  private final FileAnswers files;

  HubRoutes(PublicLibrary library, FileAnswers files) {
    this.library = library;
    this.files = files;
  }

  void addTo(RoutesConfig routes) {
    for (String api : List.of("/hffs_api", "/hfmc_api")) {
      routes.get(api + "/fetch/repo_file_list/*", this::fileList);
    }
    routes.get("/api/*", this::repo);
    routes.head("/*", context -> answerFile(context, files::head));
    routes.get("/*", context -> answerFile(context, files::get));
  }

  /** One of the two ways to answer with a file. */
  private interface Answer {
    void send(Context context, HeldFile file) throws IOException;
  }

  private void answerFile(Context context, Answer answer) throws IOException {
    Optional<RepoAt.File> asked = RequestPaths.file(context.path());
    if (asked.isEmpty()) {
      refuse(context);
      return;
    }
    Optional<Snapshot> tree = tree(context, asked.get().tree());
    if (tree.isEmpty()) {
      return;
    }
    Optional<TreeEntry> entry = tree.get().file(asked.get().path().value());
    if (entry.isEmpty() && tree.get().isComplete()) {
      context.header("X-Repo-Commit", tree.get().commit().hex());
      refuse(context, "EntryNotFound", "Entry not found");
      return;
    }
    BlobId blob = entry.map(TreeEntry::blob).orElse(null);
    Optional<Path> file = blob == null ? Optional.empty() : library.file(blob);
    if (entry.isEmpty() || blob == null || file.isEmpty()) {
      refuse(context);
      return;
    }
    answer.send(context, new HeldFile(tree.get(), entry.get(), blob, file.get()));
  }

  private void fileList(Context context) {
    answerTree(context, RequestPaths.fileList(context.path()), HubRoutes::paths);
  }

  private void repo(Context context) {
    answerTree(context, RequestPaths.repo(context.path()), HubRoutes::description);
  }

  /** A list that leaves files out would be taken for the whole repository, so there is none. */
  private void answerTree(
      Context context, Optional<RepoAt> asked, Function<Snapshot, Object> answer) {
    if (asked.isEmpty()) {
      refuse(context);
      return;
    }
    Optional<Snapshot> tree = tree(context, asked.get());
    if (tree.isEmpty()) {
      return;
    }
    if (tree.get().isComplete()) {
      ControlRoutes.json(context, answer.apply(tree.get()));
    } else {
      refuse(context);
    }
  }

  private static List<String> paths(Snapshot tree) {
    return tree.files().stream().map(file -> file.path().value()).toList();
  }

  /** What clients of that time cannot do without; the counts are not known here. */
  private static Map<String, Object> description(Snapshot tree) {
    String id = tree.repo().id();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", id);
    fields.put("modelId", id);
    fields.put("sha", tree.commit().hex());
    fields.put("lastModified", MILLISECONDS.format(tree.lastModified()));
    fields.put("private", false);
    fields.put("gated", false);
    fields.put("disabled", false);
    fields.put("downloads", 0);
    fields.put("likes", 0);
    fields.put("tags", List.of());
    fields.put("siblings", paths(tree).stream().map(path -> Map.of("rfilename", path)).toList());
    return fields;
  }

  /** Returns the tree; where there is none, the request is answered. */
  private Optional<Snapshot> tree(Context context, RepoAt asked) {
    Optional<Snapshot> tree = library.snapshot(asked.repo(), asked.revision());
    if (tree.isEmpty()) {
      if (library.knows(asked.repo())) {
        refuse(context, "RevisionNotFound", "Invalid rev id");
      } else {
        refuse(context, "RepoNotFound", "Repository not found");
      }
    }
    return tree;
  }

  private static void refuse(Context context) {
    context.status(HttpStatus.NOT_FOUND).result("");
  }

  private static void refuse(Context context, String code, String message) {
    context
        .status(HttpStatus.NOT_FOUND)
        .header("X-Error-Code", code)
        .header("X-Error-Message", message)
        .result("");
  }
}
