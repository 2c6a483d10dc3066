package io.hffs.fs.peer;

import io.hffs.fs.device.PeerAddress;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;

/**
 * A machine that runs HFFS or HFMC, as a source of whole files. Nobody is behind it whom we know:
 * what it sends is to be kept apart until the digest of the whole file is found right.
 *
 * <p>Such a node answers a range with 200 and the slice, without Content-Range and mostly without a
 * length, and {@code bytes=0-0} with the whole file; its ETag may be unquoted, empty or wrong. So a
 * range is asked for only to go on with a file, bytes are counted, and nothing else is believed.
 *
 * <p>Thread-safe.
 */
public final class LegacyNode {

  /** One for each generation, the newest first. */
  private static final List<String> PINGS =
      List.of("hfmc_api/peers/ping", "hffs_api/peers/ping", "hffs_api/ping?seq=00000000");

  private static final Duration BUSY = Duration.ofSeconds(1);

  private final LegacyHttp http;
  private final String name;
  private final HttpUrl root;

  public LegacyNode(LegacyHttp http, PeerAddress address) {
    this.http = http;
    this.name = address.toString();
    this.root =
        new HttpUrl.Builder().scheme("http").host(address.host()).port(address.port()).build();
  }

  /** Returns its address, for messages. */
  public String name() {
    return name;
  }

  /** Hears of the bytes of a file as they come. */
  @FunctionalInterface
  public interface Watch {

    /**
     * Takes note of some more.
     *
     * @throws IOException to end the download
     */
    void took(long bytes) throws IOException;
  }

  /**
   * Returns when HFFS or HFMC answers there, of whatever generation.
   *
   * @throws SourceException UNAVAILABLE when nobody does, or somebody else
   */
  public void ping() throws SourceException {
    for (String ping : PINGS) {
      try (Response answer = send(new Request.Builder().url(HttpUrl.get(root + ping)))) {
        if (answer.code() == 200) {
          return;
        }
      }
    }
    throw new SourceException(
        Kind.UNAVAILABLE, "what answers at " + name + " is neither HFFS nor HFMC");
  }

  /**
   * Asks whether it has a file at a commit. What it then sends may still be something else.
   *
   * @throws SourceException THROTTLED or UNAVAILABLE when it does not say
   */
  public boolean has(RepoId repo, CommitHash commit, RepoPath path) throws SourceException {
    Request.Builder request = new Request.Builder().url(url(repo, commit, path)).head();
    try (Response answer = send(request)) {
      if (answer.code() == 200) {
        String itsCommit = answer.header("X-Repo-Commit", commit.hex());
        return commit.hex().equals(itsCommit);
      }
      if (answer.code() == 404) {
        return false;
      }
      throw refusal(answer, path);
    }
  }

  /**
   * Fetches a file into {@code into}, which is made when it is not there; the bytes that are in it
   * are kept, and only the rest is asked for. Blocks while bytes flow. Afterwards the file has the
   * size of the blob; whether it has its digest is for the caller to find out. It never grows
   * beyond that size.
   *
   * <p>When this throws CORRUPT, the file is as it was before. After any other failure it has what
   * came, and may be gone on with, from this node or another.
   *
   * @param watch is told of the bytes after they were written
   * @throws SourceException when the node did not give just the bytes that were asked for
   * @throws IOException when the file cannot be written, or from {@code watch}
   */
  public void download(BlobRef blob, Path into, Watch watch) throws IOException {
    try (FileChannel file =
        FileChannel.open(into, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      long start = file.size();
      if (start > blob.sizeBytes()) {
        throw new IllegalArgumentException(into + " is longer than " + blob);
      }
      if (start < blob.sizeBytes()) {
        fetch(blob, file, start, watch);
      }
    }
  }

  private void fetch(BlobRef blob, FileChannel file, long start, Watch watch) throws IOException {
    Request.Builder request =
        new Request.Builder().url(url(blob.repo(), blob.commit(), blob.path()));
    if (start > 0) {
      request.header("Range", "bytes=" + start + "-");
    }
    try (Response answer = send(request)) {
      requireRest(answer, blob, start);
      new LegacyBody(this, blob, answer.body().source(), http.limits(), watch).copyTo(file, start);
    }
  }

  /** Lets pass what may be the bytes from {@code start} on. */
  private void requireRest(Response answer, BlobRef blob, long start) throws SourceException {
    if (answer.code() != 200 && answer.code() != 206) {
      throw refusal(answer, blob.path());
    }
    String range = answer.header("Content-Range", "bytes " + start + "-");
    if (range == null || !range.startsWith("bytes " + start + "-")) {
      throw corrupt(blob, "another range");
    }
    if (!answer.header("Content-Encoding", "identity").equals("identity")) {
      throw corrupt(blob, "it in another coding");
    }
  }

  private HttpUrl url(RepoId repo, CommitHash commit, RepoPath path) {
    HttpUrl.Builder url = root.newBuilder();
    for (String part : repo.toString().split("/", -1)) {
      url.addPathSegment(part);
    }
    url.addPathSegment("resolve").addPathSegment(commit.hex());
    for (String segment : path.value().split("/", -1)) {
      url.addPathSegment(segment);
    }
    return url.build();
  }

  private Response send(Request.Builder request) throws SourceException {
    try {
      return http.send(request);
    } catch (IOException e) {
      throw new SourceException(
          Kind.UNAVAILABLE,
          name + " does not answer (" + PeerErrors.sentence(e) + "): does HFFS or HFMC run there?",
          e);
    }
  }

  /** That it says "not found" is no word of the Hub's, so never one that is final. */
  private SourceException refusal(Response answer, RepoPath path) {
    return switch (answer.code()) {
      case 429, 503 -> SourceException.throttled(name + " is busy", BUSY);
      case 404 -> new SourceException(Kind.UNAVAILABLE, name + " does not have " + path);
      default ->
          new SourceException(
              Kind.UNAVAILABLE, name + " answered " + answer.code() + " for " + path);
    };
  }

  SourceException corrupt(BlobRef blob, String sent) {
    return new SourceException(
        Kind.CORRUPT,
        name + " was asked for " + blob.path() + " of " + blob.repo() + " and sent " + sent);
  }
}
