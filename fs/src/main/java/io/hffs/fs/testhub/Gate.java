package io.hffs.fs.testhub;

import io.hffs.fs.repo.RepoType;

/** Decides what a caller may know of a repository, and refuses as the live Hub does. */
final class Gate {

  private final HubState state;

  Gate(HubState state) {
    this.state = state;
  }

  /** Finds a repository that the caller may know to exist, by any of its names. */
  TestRepo find(HubRequest request, RepoType type, String id) throws Refusal {
    Caller caller = state.caller(request);
    TestRepo repo = state.repos().find(type, id).orElse(null);
    boolean gated = repo != null && repo.access().isGated();
    if (caller.kind() == Caller.Kind.INVALID && !gated) {
      throw Refusal.invalidToken();
    }
    boolean hidden = repo == null || repo.access() == RepoAccess.PRIVATE;
    if (repo == null || (hidden && !repo.mayRead(caller.user()))) {
      throw missing(caller);
    }
    if (repo.access() == RepoAccess.DISABLED) {
      throw Refusal.disabled();
    }
    return repo;
  }

  private Refusal missing(Caller caller) {
    boolean bare =
        caller.kind() == Caller.Kind.ANONYMOUS && state.config().profile() == HubProfile.LIVE;
    return bare ? Refusal.unauthenticated() : Refusal.repoNotFound();
  }

  /** Lets pass who may read the files of a repository that was found. */
  void requireReader(HubRequest request, TestRepo repo) throws Refusal {
    if (!isReader(request, repo)) {
      throw state.caller(request).kind() == Caller.Kind.USER
          ? Refusal.gatedUser(repo.id().id())
          : Refusal.gatedAnonymous(repo.id().id());
    }
  }

  /** Tells whether the caller may see digests and bytes. */
  boolean isReader(HubRequest request, TestRepo repo) {
    return repo.mayRead(state.caller(request).user());
  }

  static TestCommit commit(TestRepo repo, String revision) throws Refusal {
    return repo.resolve(revision).orElseThrow(() -> Refusal.revisionNotFound(revision));
  }
}
