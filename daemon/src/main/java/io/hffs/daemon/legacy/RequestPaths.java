package io.hffs.daemon.legacy;

import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.RepoType;
import io.hffs.fs.repo.Revision;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the path of a request names. Pure; what comes out has passed the checks of {@link
 * RepoId}, {@link Revision} and {@link RepoPath}, all else is empty.
 *
 * <p>Paths come as they were sent. They are split before they are decoded, because in {@code
 * resolve/refs%2Fpr%2F1/a.txt} the revision is one segment.
 */
final class RequestPaths {

  /** An id has one part or two, and two go first: a repository may be named {@code resolve}. */
  private static final String ID = "(?<id>[^/]+(?:/[^/]+)?)";

  private static final Pattern FILE =
      Pattern.compile(
          "/(?:(?<type>datasets|spaces)/)?" + ID + "/resolve/(?<revision>[^/]+)/(?<path>.+)");

  private static final Pattern REPO =
      Pattern.compile(
          "/api/(?<type>models|datasets|spaces)/" + ID + "(?:/revision/(?<revision>[^/]+))?");

  private static final Pattern FILE_LIST =
      Pattern.compile(
          "/(?:hffs|hfmc)_api/fetch/repo_file_list/(?<id>[^/]+/[^/]+)/(?<revision>[^/]+)");

  private RequestPaths() {}

  /** {@code /org/name/resolve/main/a/b.bin}, also below {@code datasets} and {@code spaces}. */
  static Optional<RepoAt.File> file(String rawPath) {
    return read(
        FILE,
        rawPath,
        form ->
            new RepoAt.File(
                repoAt(form, form.group("type"), form.group("revision")),
                new RepoPath(decoded(form.group("path")))));
  }

  /** {@code /api/models/org/name} and {@code /api/models/org/name/revision/main}. */
  static Optional<RepoAt> repo(String rawPath) {
    return read(REPO, rawPath, form -> repoAt(form, form.group("type"), form.group("revision")));
  }

  /** {@code /hfmc_api/fetch/repo_file_list/org/name/main}. */
  static Optional<RepoAt> fileList(String rawPath) {
    return read(FILE_LIST, rawPath, form -> repoAt(form, null, form.group("revision")));
  }

  private static <T> Optional<T> read(Pattern form, String path, Function<Matcher, T> value) {
    Matcher matcher = form.matcher(path);
    try {
      return matcher.matches() ? Optional.of(value.apply(matcher)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // A bad escape, or a name that the Hub could not have.
    }
  }

  private static RepoAt repoAt(Matcher form, @Nullable String type, @Nullable String revision) {
    return new RepoAt(
        RepoId.parse(type(type), decoded(form.group("id"))),
        revision == null ? Revision.MAIN : new Revision(decoded(revision)));
  }

  private static RepoType type(@Nullable String plural) {
    return Arrays.stream(RepoType.values())
        .filter(type -> type.plural().equals(plural))
        .findFirst()
        .orElse(RepoType.MODEL);
  }

  /** A plus stands for itself in a path. */
  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
