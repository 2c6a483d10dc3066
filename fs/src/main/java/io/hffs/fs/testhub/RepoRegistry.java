package io.hffs.fs.testhub;

import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The repositories by every name that leads to them, and the users. Thread-safe. */
final class RepoRegistry {

  private final Map<String, TestRepo> byName = new ConcurrentHashMap<>();
  private final AtomicInteger created = new AtomicInteger();
  private final Map<String, String> usersByToken = new ConcurrentHashMap<>();

  /** Names are looked up without case. */
  private static String key(RepoType type, String id) {
    return type.urlPrefix() + id.toLowerCase(Locale.ROOT);
  }

  TestRepo add(RepoId id) {
    TestRepo repo = new TestRepo(id, created.incrementAndGet());
    if (byName.putIfAbsent(key(id.type(), id.id()), repo) != null) {
      throw new IllegalArgumentException("there is already a repository " + id);
    }
    return repo;
  }

  void alias(RepoId alias, TestRepo repo) {
    byName.put(key(alias.type(), alias.id()), repo);
  }

  /** Gives a new name; the old one leads there. */
  void rename(TestRepo repo, RepoId to) {
    alias(to, repo);
    repo.rename(to);
  }

  void remove(TestRepo repo) {
    byName.values().removeIf(repo::equals);
  }

  /** Finds by any name; the repository's own id tells whether it was the right one. */
  Optional<TestRepo> find(RepoType type, String id) {
    return Optional.ofNullable(byName.get(key(type, id)));
  }

  /** Returns the repositories of a type, sorted by id. */
  List<TestRepo> list(RepoType type) {
    return byName.values().stream()
        .distinct()
        .filter(repo -> repo.id().type() == type)
        .sorted((a, b) -> a.id().compareTo(b.id()))
        .toList();
  }

  void addToken(String token, String user) {
    usersByToken.put(token, user);
  }

  void removeToken(String token) {
    usersByToken.remove(token);
  }

  boolean hasUser(String name) {
    return usersByToken.containsValue(name);
  }

  /**
   * Tells who sent an Authorization header. As long as no token was ever added, every token is
   * ignored, as on the live Hub for some public reads.
   */
  Caller caller(Optional<String> authorization) {
    if (authorization.isEmpty() || usersByToken.isEmpty()) {
      return Caller.ANONYMOUS;
    }
    String value = authorization.get();
    String token = value.regionMatches(true, 0, "Bearer ", 0, 7) ? value.substring(7).strip() : "";
    String user = usersByToken.get(token);
    return user == null ? Caller.INVALID : new Caller(Caller.Kind.USER, user);
  }
}
