package io.hffs.fs.hub;

import io.hffs.fs.range.ByteRange;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.TreeEntry;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.BlobSource;
import io.hffs.fs.testhub.RequestRecord;
import io.hffs.fs.testhub.TestHub;
import io.hffs.fs.testhub.TestHubConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A test hub and our client of it. */
final class HubFixture implements AutoCloseable {

  /** Silence is soon found out, and a busy machine is not taken for it. */
  static final HubTimeouts IMPATIENT =
      new HubTimeouts(
          Duration.ofSeconds(3),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          16 * 1024,
          Duration.ofSeconds(2));

  final TestHub server;
  final Hub hub;

  private HubFixture(TestHub server, Hub hub) {
    this.server = server;
    this.hub = hub;
  }

  /** Returns the same random bytes each time. */
  static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  static HubFixture anonymous() throws IOException {
    return of(TestHub.start(), Map.of());
  }

  static HubFixture anonymous(TestHubConfig config) throws IOException {
    return of(TestHub.start(config), Map.of());
  }

  static HubFixture withToken(String token) throws IOException {
    return of(TestHub.start(), Map.of("HF_TOKEN", token));
  }

  static HubFixture of(TestHub server, Map<String, String> variables) {
    HuggingFaceEnvironment environment = environment(server, variables);
    return new HubFixture(server, open(HubConfig.origin(environment), new TokenStore(environment)));
  }

  static HuggingFaceEnvironment environment(TestHub server, Map<String, String> variables) {
    Map<String, String> all = new HashMap<>(variables);
    all.put("HF_ENDPOINT", server.endpoint().toString());
    return HuggingFaceEnvironment.from(all, Path.of("/nonexistent"));
  }

  /** Retries do not wait. */
  static Hub open(HubConfig config, TokenStore tokens) {
    return Hub.open(config.withTimeouts(IMPATIENT), tokens, Clock.systemUTC(), length -> {});
  }

  /** The blob at a path of main, as a listing would tell it. */
  BlobRef blob(String repo, String path) {
    CommitHash commit = server.repo(repo).head();
    var file = server.repo(repo).file("main", path);
    return new BlobRef(
        file.blob(), file.sizeBytes(), RepoId.parse(repo), commit, new RepoPath(path));
  }

  static BlobRef blob(RepoId repo, CommitHash commit, TreeEntry entry) {
    return new BlobRef(entry.blob(), entry.sizeBytes(), repo, commit, entry.path());
  }

  byte[] fetch(BlobRef blob, long start, long end) throws IOException {
    return fetch(hub.blobs(), blob, start, end);
  }

  static byte[] fetch(BlobSource source, BlobRef blob, long start, long end) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    source.fetch(
        blob,
        new ByteRange(start, end),
        (bytes, from) -> {
          byte[] copy = new byte[bytes.remaining()];
          bytes.get(copy);
          out.write(copy);
        });
    return out.toByteArray();
  }

  /** The requests so far, each as {@code HUB GET /path bytes=0-9 206}. */
  List<String> requests() {
    return server.requests().stream().map(HubFixture::describe).toList();
  }

  private static String describe(RequestRecord request) {
    return request.origin()
        + " "
        + request.method()
        + " "
        + request.path()
        + " "
        + request.range()
        + " "
        + request.status();
  }

  @Override
  public void close() {
    hub.close();
    server.close();
  }
}
