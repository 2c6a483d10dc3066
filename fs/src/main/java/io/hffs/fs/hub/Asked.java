package io.hffs.fs.hub;

import io.hffs.fs.repo.RepoId;
import org.jspecify.annotations.Nullable;

/**
 * What a request was about, for messages and for the meaning of a refusal.
 *
 * @param what in words: {@code "the file a.txt of org/name at 0123abcd"}
 * @param repo null when it is not about a repository
 * @param page where a person can ask for access to it
 */
record Asked(String what, @Nullable RepoId repo, @Nullable String page) {

  static Asked about(String what) {
    return new Asked(what, null, null);
  }
}
