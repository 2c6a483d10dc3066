package io.hffs.fs.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import io.hffs.fs.fuzz.FuzzTarget;
import io.hffs.fs.json.JsonBytes;
import io.hffs.fs.range.ByteRange;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.RepoType;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.SourceException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;

/** What a Hub, or who answers in its place, may send. */
public final class HubFuzz implements FuzzTarget.Provider {

  private static final RepoId REPO = RepoId.parse("acme/tiny");
  private static final CommitHash COMMIT =
      new CommitHash("c1899de289a04d12100db370d81485cdf75e47ca");
  private static final Asked ASKED =
      new Asked("the tree of acme/tiny", REPO, "https://hub/acme/tiny");
  private static final BlobRef BLOB =
      new BlobRef(
          BlobId.sha256("0a".repeat(32)), 1000, REPO, COMMIT, new RepoPath("model.safetensors"));
  private static final HttpUrl URL =
      HttpUrl.get("https://hub.example/acme/tiny/resolve/main/model.safetensors");
  private static final Call CALL =
      new OkHttpClient().newCall(new Request.Builder().url(URL).build());

  @Override
  public List<FuzzTarget> targets() {
    return List.of(
        new FuzzTarget("hub-tree", HubFuzz::tree),
        new FuzzTarget("hub-repo", HubFuzz::repo),
        new FuzzTarget("hub-headers", HubFuzz::headers),
        new FuzzTarget("hub-refusal", HubFuzz::refusal),
        new FuzzTarget("content-range", HubFuzz::contentRange),
        new FuzzTarget("link", HubFuzz::link),
        new FuzzTarget("rate-limit", HubFuzz::rateLimit));
  }

  private static boolean tree(byte[] input) {
    try {
      TreeJson tree = new TreeJson("hub");
      tree.add(JsonBytes.foreign(input));
      Snapshot.complete(REPO, COMMIT, Instant.EPOCH, tree.files());
      assertThat(tree.firstSkipped().length()).isLessThan(1000);
      return true;
    } catch (JacksonException | SourceException | IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean repo(byte[] input) {
    try {
      JsonNode json = JsonBytes.foreign(input);
      RepoJson.refs(json).all().forEach(each -> assertThat(each.name()).isNotEmpty());
      RepoJson.repositories(RepoType.MODEL, "acme", json)
          .forEach(each -> assertThat(RepoId.parse(each.toString())).isEqualTo(each));
      return RepoJson.resolved("hub", REPO, Revision.MAIN, json, ASKED).commit() != null;
    } catch (JacksonException | SourceException e) {
      return false;
    }
  }

  /** Lines of "Name: value"; the first one is the status. */
  private static boolean headers(byte[] input) {
    Optional<HttpReply> reply = reply(input);
    if (reply.isEmpty()) {
      return false;
    }
    reply.get().date();
    try {
      FileAnswers.checkRange(reply.get(), BLOB, new ByteRange(0, 100));
      return FileAnswers.checkMetadata(reply.get(), BLOB);
    } catch (SourceException e) {
      assertThat(e.getMessage()).isNotEmpty();
      return false;
    }
  }

  private static boolean refusal(byte[] input) {
    Optional<HttpReply> reply = reply(input);
    if (reply.isEmpty()) {
      return false;
    }
    String text = new String(input, StandardCharsets.ISO_8859_1);
    byte[] body = text.substring(text.indexOf("\n\n") + 1).getBytes(StandardCharsets.ISO_8859_1);
    HubErrors.Refusal refusal = HubErrors.Refusal.of(reply.get(), body);
    assertThat(HubErrors.toException(refusal, "hub", ASKED, null, "").getMessage().length())
        .isLessThan(2000);
    return refusal.hubLike();
  }

  /** Makes what OkHttp would have made; empty when it would have refused. */
  private static Optional<HttpReply> reply(byte[] input) {
    String[] lines = new String(input, StandardCharsets.ISO_8859_1).split("\n", 100);
    Response.Builder response =
        new Response.Builder()
            .request(new Request.Builder().url(URL).build())
            .protocol(Protocol.HTTP_1_1)
            .message("")
            .body(ResponseBody.create(new Buffer(), null, -1)); // a body of no said length
    try {
      response.code(Integer.parseInt(lines[0].strip()));
      for (String line : lines) {
        int colon = line.indexOf(':');
        if (colon > 0) {
          response.addHeader(line.substring(0, colon), line.substring(colon + 1));
        }
      }
      return Optional.of(new HttpReply(CALL, response.build(), HubTimeouts.ORIGIN));
    } catch (IllegalArgumentException | IllegalStateException e) {
      return Optional.empty();
    }
  }

  private static boolean contentRange(byte[] input) {
    Optional<ContentRange> range = ContentRange.parse(header(input));
    range.ifPresent(
        read -> {
          assertThat(read.range().end()).isLessThanOrEqualTo(read.sizeBytes());
          String written =
              "bytes "
                  + read.range().start()
                  + "-"
                  + (read.range().end() - 1)
                  + "/"
                  + read.sizeBytes();
          assertThat(ContentRange.parse(written)).contains(read);
        });
    return range.isPresent();
  }

  private static boolean link(byte[] input) {
    Optional<String> next = LinkHeader.next(header(input));
    next.ifPresent(URL::resolve);
    return next.isPresent();
  }

  private static boolean rateLimit(byte[] input) {
    RateLimit.parseRetryAfter(header(input));
    Optional<RateLimit> limit = RateLimit.parse(header(input));
    limit.ifPresent(
        read -> {
          String written =
              "\"%s\";r=%d;t=%d"
                  .formatted(read.bucket(), read.remaining(), read.untilReset().toSeconds());
          assertThat(RateLimit.parse(written)).contains(read);
        });
    return limit.isPresent();
  }

  private static String header(byte[] input) {
    return new String(input, StandardCharsets.ISO_8859_1);
  }
}
