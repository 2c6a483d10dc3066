package io.hffs.fs.source;

import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoRefs;
import io.hffs.fs.repo.RepoType;
import io.hffs.fs.repo.ResolvedRevision;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.source.SourceException.Kind;
import java.util.List;
import java.util.function.Predicate;

/**
 * Asks several sources in order until one answers. Those that failed lately are passed over without
 * a wait, see {@link SourceHealth}. Thread-safe.
 */
public final class FailoverTreeSource implements TreeSource {

  private final List<Ranked<TreeSource>> sources;

  public FailoverTreeSource(List<Ranked<TreeSource>> sources) {
    this.sources = List.copyOf(sources);
  }

  @Override
  public String name() {
    return String.join(", ", sources.stream().map(ranked -> ranked.source().name()).toList());
  }

  @Override
  public ResolvedRevision resolve(RepoId repo, Revision revision) throws SourceException {
    return ask(source -> source.resolve(repo, revision));
  }

  @Override
  public Snapshot snapshot(ResolvedRevision at) throws SourceException {
    return ask(source -> source.snapshot(at));
  }

  @Override
  public RepoRefs refs(RepoId repo) throws SourceException {
    return ask(source -> source.refs(repo));
  }

  @Override
  public List<RepoId> repositories(RepoType type, String namespace) throws SourceException {
    return ask(source -> source.repositories(type, namespace), List::isEmpty);
  }

  @Override
  public boolean namespaceExists(String namespace) throws SourceException {
    return ask(source -> source.namespaceExists(namespace), exists -> !exists);
  }

  private interface Question<T> {
    T ask(TreeSource source) throws SourceException;
  }

  private <T> T ask(Question<T> question) throws SourceException {
    return ask(question, answer -> false);
  }

  /**
   * @param saysNo whether an answer means "there is none", which only the origin can know
   */
  private <T> T ask(Question<T> question, Predicate<T> saysNo) throws SourceException {
    Failures failures = new Failures();
    for (Ranked<TreeSource> ranked : sources) {
      try (SourceHealth.Permit permit = ranked.health().acquire()) {
        T answer = answer(question, ranked.source(), permit);
        if (ranked.authoritative() || !saysNo.test(answer)) {
          return answer;
        }
        throw new SourceException(
            Kind.REPO_NOT_FOUND, ranked.source().name() + " does not know it");
      } catch (SourceException e) {
        if (failures.isFinal(e, ranked)) {
          throw e;
        }
      }
    }
    throw failures.toThrow();
  }

  private static <T> T answer(Question<T> question, TreeSource source, SourceHealth.Permit permit)
      throws SourceException {
    try {
      T answer = question.ask(source);
      permit.succeeded();
      return answer;
    } catch (SourceException e) {
      permit.failed(e);
      throw e;
    }
  }
}
