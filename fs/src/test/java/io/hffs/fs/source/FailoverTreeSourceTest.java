package io.hffs.fs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoRefs;
import io.hffs.fs.repo.RepoType;
import io.hffs.fs.repo.ResolvedRevision;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.source.SourceException.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FailoverTreeSourceTest {

  private static final RepoId FOUND = RepoId.parse("acme/found");

  /** Knows one namespace, counts the questions, fails on demand. */
  private static final class FakeTreeSource implements TreeSource {

    private @Nullable Kind failure;
    private boolean knowsNothing;
    private int questions;

    @Override
    public String name() {
      return "fake";
    }

    @Override
    public List<RepoId> repositories(RepoType type, String namespace) throws SourceException {
      return namespaceExists(namespace) ? List.of(FOUND) : List.of();
    }

    @Override
    public boolean namespaceExists(String namespace) throws SourceException {
      questions++;
      if (failure != null) {
        throw new SourceException(failure, "fails");
      }
      return !knowsNothing;
    }

    @Override
    public ResolvedRevision resolve(RepoId repo, Revision revision) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Snapshot snapshot(ResolvedRevision at) {
      throw new UnsupportedOperationException();
    }

    @Override
    public RepoRefs refs(RepoId repo) {
      throw new UnsupportedOperationException();
    }
  }

  private final FakeTreeSource origin = new FakeTreeSource();
  private final FakeTreeSource mirror = new FakeTreeSource();
  private final SourceHealth originHealth = new SourceHealth("hub", new ManualClock());
  private final FailoverTreeSource source =
      new FailoverTreeSource(
          List.of(
              new Ranked<>(origin, originHealth, true),
              new Ranked<>(mirror, new SourceHealth("mirror", new ManualClock()), false)));

  private List<RepoId> ask() throws SourceException {
    return source.repositories(RepoType.MODEL, "acme");
  }

  @Test
  void originThatAnswersIsEnough() throws Exception {
    assertThat(ask()).containsExactly(FOUND);
    assertThat(mirror.questions).isZero();
  }

  @Test
  void mirrorStandsInForAnOriginOutOfReach() throws Exception {
    origin.failure = Kind.UNAVAILABLE;

    assertThat(ask()).containsExactly(FOUND);
  }

  @Test
  void mirrorIsNotAskedAfterTheOriginSaidNo() {
    origin.failure = Kind.REPO_NOT_FOUND;

    assertThat(catchThrowableOfType(SourceException.class, this::ask).kind())
        .isEqualTo(Kind.REPO_NOT_FOUND);
    assertThat(mirror.questions).isZero();
  }

  @Test
  void notFoundAtAMirrorAloneIsNoVerdict() {
    origin.failure = Kind.UNAVAILABLE;
    mirror.failure = Kind.REPO_NOT_FOUND;

    assertThat(catchThrowableOfType(SourceException.class, this::ask).kind())
        .isEqualTo(Kind.UNAVAILABLE);
  }

  @Test
  void thatAMirrorHasNoneIsNoVerdictEither() {
    origin.failure = Kind.UNAVAILABLE;
    mirror.knowsNothing = true;

    assertThat(catchThrowableOfType(SourceException.class, this::ask).kind())
        .isEqualTo(Kind.UNAVAILABLE);
    assertThat(
            catchThrowableOfType(SourceException.class, () -> source.namespaceExists("acme"))
                .kind())
        .isEqualTo(Kind.UNAVAILABLE);
  }

  @Test
  void thatTheOriginHasNoneIsBelieved() throws Exception {
    origin.knowsNothing = true;

    assertThat(ask()).isEmpty();
    assertThat(source.namespaceExists("acme")).isFalse();
    assertThat(mirror.questions).isZero();
  }

  @Test
  void suspendedOriginIsPassedOver() throws Exception {
    origin.failure = Kind.UNAVAILABLE;
    ask();
    ask();

    assertThat(origin.questions).isEqualTo(1);
    assertThat(originHealth.isAvailable()).isFalse();
  }
}
