package io.hffs.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hffs.daemon.api.AddPeerRequest;
import io.hffs.daemon.api.ApiError;
import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ApiJson;
import io.hffs.daemon.api.ApiPaths;
import io.hffs.daemon.api.DaemonAddress;
import io.hffs.daemon.api.DoctorFinding;
import io.hffs.daemon.api.DownloadRequest;
import io.hffs.daemon.api.DownloadView;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.api.FileView;
import io.hffs.daemon.api.HffsApi;
import io.hffs.daemon.api.HolderView;
import io.hffs.daemon.api.IdentityView;
import io.hffs.daemon.api.InviteRequest;
import io.hffs.daemon.api.InviteView;
import io.hffs.daemon.api.LoginRequest;
import io.hffs.daemon.api.MountRequest;
import io.hffs.daemon.api.MountView;
import io.hffs.daemon.api.PeerView;
import io.hffs.daemon.api.PinRequest;
import io.hffs.daemon.api.Progress;
import io.hffs.daemon.api.ProgressSink;
import io.hffs.daemon.api.PruneRequest;
import io.hffs.daemon.api.RefreshRequest;
import io.hffs.daemon.api.RefreshView;
import io.hffs.daemon.api.RemovalRequest;
import io.hffs.daemon.api.RemovalView;
import io.hffs.daemon.api.RemovePeerRequest;
import io.hffs.daemon.api.RepoView;
import io.hffs.daemon.api.SearchRequest;
import io.hffs.daemon.api.StatusView;
import io.hffs.daemon.api.StreamLine;
import io.hffs.daemon.api.UnmountRequest;
import io.hffs.daemon.api.VerifyRequest;
import io.hffs.daemon.api.VerifyView;
import io.hffs.fs.repo.RepoId;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Proxy;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import okhttp3.ConnectionSpec;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** {@link HffsApi} of a running daemon. Thread-safe; holds no connection that needs closing. */
public final class DaemonClient implements HffsApi {

  /**
   * How long the daemon may be silent: longer than the slowest request that is not streamed, a
   * mount or a busy unmount. In a stream it says something every second.
   */
  private static final Duration SILENCE_LIMIT = Duration.ofSeconds(60);

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);

  private static final ObjectMapper JSON = ApiJson.mapper();
  private static final MediaType JSON_TYPE = MediaType.get("application/json");
  private static final Map<String, String> NOTHING = Map.of();

  private final DaemonAddress address;

  /**
   * Knows no TLS, which takes long to set up. Asks once: what it asks for may not bear a second.
   */
  private final OkHttpClient http =
      new OkHttpClient.Builder()
          .connectionSpecs(List.of(ConnectionSpec.CLEARTEXT))
          .protocols(List.of(Protocol.HTTP_1_1))
          .proxy(Proxy.NO_PROXY)
          .retryOnConnectionFailure(false)
          .connectTimeout(CONNECT_LIMIT)
          .readTimeout(SILENCE_LIMIT)
          .build();

  public DaemonClient(DaemonAddress address) {
    this.address = address;
  }

  @Override
  public StatusView status() throws ApiException {
    return get(ApiPaths.STATUS, StatusView.class);
  }

  @Override
  public void stop() throws ApiException {
    post(ApiPaths.STOP, NOTHING, JsonNode.class);
  }

  @Override
  public MountView mount(MountRequest request) throws ApiException {
    return post(ApiPaths.MOUNTS, request, MountView.class);
  }

  @Override
  public void unmount(UnmountRequest request) throws ApiException {
    post(ApiPaths.UNMOUNT, request, JsonNode.class);
  }

  @Override
  public List<MountView> mounts() throws ApiException {
    return List.of(get(ApiPaths.MOUNTS, MountView[].class));
  }

  @Override
  public List<RepoView> repos() throws ApiException {
    return List.of(get(ApiPaths.REPOS, RepoView[].class));
  }

  @Override
  public List<FileView> files(RepoId repo) throws ApiException {
    String query = "?repo=" + URLEncoder.encode(repo.toString(), StandardCharsets.UTF_8);
    return List.of(get(ApiPaths.FILES + query, FileView[].class));
  }

  @Override
  public DownloadView download(DownloadRequest request, ProgressSink sink) throws ApiException {
    return stream(ApiPaths.DOWNLOAD, request, sink, DownloadView.class);
  }

  @Override
  public RemovalView remove(RemovalRequest request) throws ApiException {
    return post(ApiPaths.REMOVE, request, RemovalView.class);
  }

  @Override
  public VerifyView verify(VerifyRequest request, ProgressSink sink) throws ApiException {
    return stream(ApiPaths.VERIFY, request, sink, VerifyView.class);
  }

  @Override
  public RemovalView prune(PruneRequest request) throws ApiException {
    return post(ApiPaths.PRUNE, request, RemovalView.class);
  }

  @Override
  public void pin(PinRequest request) throws ApiException {
    post(ApiPaths.PIN, request, JsonNode.class);
  }

  @Override
  public RefreshView refresh(RefreshRequest request) throws ApiException {
    return post(ApiPaths.REFRESH, request, RefreshView.class);
  }

  @Override
  public IdentityView whoami() throws ApiException {
    return get(ApiPaths.WHOAMI, IdentityView.class);
  }

  @Override
  public IdentityView login(LoginRequest request) throws ApiException {
    return post(ApiPaths.LOGIN, request, IdentityView.class);
  }

  @Override
  public void logout() throws ApiException {
    post(ApiPaths.LOGOUT, NOTHING, JsonNode.class);
  }

  @Override
  public List<DoctorFinding> examine() throws ApiException {
    return List.of(get(ApiPaths.EXAMINE, DoctorFinding[].class));
  }

  @Override
  public InviteView invite(InviteRequest request) throws ApiException {
    return post(ApiPaths.INVITE, request, InviteView.class);
  }

  @Override
  public PeerView addPeer(AddPeerRequest request) throws ApiException {
    return post(ApiPaths.PEERS, request, PeerView.class);
  }

  @Override
  public List<PeerView> removePeer(RemovePeerRequest request) throws ApiException {
    return List.of(post(ApiPaths.REMOVE_PEER, request, PeerView[].class));
  }

  @Override
  public List<PeerView> peers() throws ApiException {
    return List.of(get(ApiPaths.PEERS, PeerView[].class));
  }

  @Override
  public List<HolderView> search(SearchRequest request) throws ApiException {
    return List.of(post(ApiPaths.SEARCH, request, HolderView[].class));
  }

  @Override
  public void close() {}

  private <T> T get(String path, Class<T> type) throws ApiException {
    try (Response response = send(path, null)) {
      return answer(response, type);
    }
  }

  private <T> T post(String path, Object body, Class<T> type) throws ApiException {
    try (Response response = send(path, body)) {
      return answer(response, type);
    }
  }

  /** Returns when the head of the answer is there. */
  private Response send(String path, @Nullable Object body) throws ApiException {
    Request.Builder request =
        new Request.Builder()
            .url("http://127.0.0.1:" + address.port() + path)
            .header("Authorization", "Bearer " + address.token());
    try {
      if (body != null) {
        request.post(RequestBody.create(JSON.writeValueAsBytes(body), JSON_TYPE));
      }
      return http.newCall(request.build()).execute();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot write " + body, e);
    } catch (IOException e) {
      throw gone(e);
    }
  }

  private ApiException gone(IOException cause) {
    if (cause instanceof InterruptedIOException && Thread.currentThread().isInterrupted()) {
      return new ApiException(ErrorCode.CANCELLED, "Interrupted.", cause);
    }
    return new ApiException(
        ErrorCode.UNAVAILABLE,
        "The hffs daemon (process "
            + address.pid()
            + ", port "
            + address.port()
            + ") does not answer; see 'hffs daemon status', or end it with 'hffs daemon stop'.",
        cause);
  }

  private <T> T answer(Response response, Class<T> type) throws ApiException {
    try {
      byte[] bytes = response.body().bytes();
      if (!response.isSuccessful()) {
        throw refusal(response.code(), bytes);
      }
      return JSON.readValue(bytes, type);
    } catch (JsonProcessingException e) {
      throw foreign(e);
    } catch (ApiException e) {
      throw e;
    } catch (IOException e) {
      throw gone(e);
    }
  }

  private static ApiException refusal(int status, byte[] body) throws IOException {
    if (body.length == 0) {
      return new ApiException(
          ErrorCode.UNAUTHORIZED,
          "The daemon refused this command (HTTP "
              + status
              + "); restart it: hffs daemon stop, then try again.");
    }
    ApiError error = JSON.readValue(body, ApiError.class);
    return new ApiException(error.code(), error.message());
  }

  private static ApiException foreign(JsonProcessingException cause) {
    return new ApiException(
        ErrorCode.INTERNAL,
        "The daemon answers in a way that this hffs does not know; it may be of another version:"
            + " hffs daemon stop, then try again.",
        cause);
  }

  private <T> T stream(String path, Object body, ProgressSink sink, Class<T> type)
      throws ApiException {
    try (Response response = send(path, body)) {
      if (response.code() != 200) {
        return answer(response, type);
      }
      return lastLine(response.body().source(), sink, type);
    } catch (ApiException e) {
      throw e;
    } catch (JsonProcessingException e) {
      throw foreign(e);
    } catch (IOException e) {
      throw gone(e);
    }
  }

  private static <T> T lastLine(BufferedSource lines, ProgressSink sink, Class<T> type)
      throws IOException {
    for (String line = lines.readUtf8Line(); line != null; line = lines.readUtf8Line()) {
      StreamLine said = JSON.readValue(line, StreamLine.class);
      ApiError error = said.error();
      JsonNode result = said.result();
      Progress progress = said.progress();
      if (error != null) {
        throw new ApiException(error.code(), error.message());
      }
      if (result != null && !result.isNull()) {
        return JSON.treeToValue(result, type);
      }
      if (progress != null && !sink.report(progress)) {
        throw new ApiException(ErrorCode.CANCELLED, "Stopped; what was fetched is kept.");
      }
    }
    throw new ApiException(
        ErrorCode.UNAVAILABLE, "The daemon ended in the middle; run the command again to go on.");
  }
}
