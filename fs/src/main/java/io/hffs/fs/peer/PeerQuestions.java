package io.hffs.fs.peer;

import com.fasterxml.jackson.databind.JsonNode;
import io.hffs.fs.peer.PeerBlobSource.PeerUrls;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import okhttp3.HttpUrl;

/**
 * What one device can be asked of repositories. One question at a time: beside the bytes and the
 * news, more connections would be cut. Who asks waits for his turn, and then for the answer, as
 * long as a peer may stand still each. Thread-safe.
 */
final class PeerQuestions {

  private final String name;
  private final PeerConnection connection;
  private final PeerUrls urls;
  private final Semaphore turn = new Semaphore(1);

  /**
   * @param name of the device, for messages
   */
  PeerQuestions(String name, PeerConnection connection, PeerUrls urls) {
    this.name = name;
    this.connection = connection;
    this.urls = urls;
  }

  JsonNode refs(RepoId repo) throws SourceException {
    return ask(
        urls.to(PeerProtocol.REFS).newBuilder().addQueryParameter("repo", repo.toString()).build());
  }

  JsonNode snapshot(RepoId repo, CommitHash commit) throws SourceException {
    return ask(
        urls.to(PeerProtocol.SNAPSHOTS)
            .newBuilder()
            .addQueryParameter("repo", repo.toString())
            .addQueryParameter("commit", commit.hex())
            .build());
  }

  JsonNode repos() throws SourceException {
    return ask(urls.to(PeerProtocol.REPOS));
  }

  private JsonNode ask(HttpUrl url) throws SourceException {
    try {
      if (!turn.tryAcquire(PeerConnection.STALL.toMillis(), TimeUnit.MILLISECONDS)) {
        throw SourceException.throttled(name + " is busy", Duration.ofSeconds(1));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SourceException(Kind.UNAVAILABLE, name + " was not asked: interrupted", e);
    }
    try {
      return connection.json(url, PeerConnection.STALL);
    } finally {
      turn.release();
    }
  }
}
