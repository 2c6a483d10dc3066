package io.hffs.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import io.hffs.daemon.api.IdentityView;
import io.hffs.daemon.api.LoginRequest;
import io.hffs.daemon.api.MountRequest;
import io.hffs.daemon.api.MountView;
import io.hffs.daemon.api.PinRequest;
import io.hffs.daemon.api.Progress;
import io.hffs.daemon.api.ProgressSink;
import io.hffs.daemon.api.PruneRequest;
import io.hffs.daemon.api.RefreshRequest;
import io.hffs.daemon.api.RefreshView;
import io.hffs.daemon.api.RemovalRequest;
import io.hffs.daemon.api.RemovalView;
import io.hffs.daemon.api.RepoView;
import io.hffs.daemon.api.StatusView;
import io.hffs.daemon.api.StreamLine;
import io.hffs.daemon.api.UnmountRequest;
import io.hffs.daemon.api.VerifyRequest;
import io.hffs.daemon.api.VerifyView;
import io.hffs.fs.repo.RepoId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** {@link HffsApi} of a running daemon. Thread-safe; holds no connection that needs closing. */
public final class DaemonClient implements HffsApi {

  /** Longer than the slowest request that is not streamed: a mount, or a busy unmount. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);

  /** The daemon reports every second. */
  private static final Duration SILENCE_LIMIT = Duration.ofSeconds(30);

  private static final ObjectMapper JSON = ApiJson.mapper();
  private static final Map<String, String> NOTHING = Map.of();

  private final DaemonAddress address;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .proxy(HttpClient.Builder.NO_PROXY)
          .connectTimeout(CONNECT_LIMIT)
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
  public void close() {}

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.port() + path))
        .header("Authorization", "Bearer " + address.token())
        .timeout(ANSWER_LIMIT);
  }

  private HttpRequest.Builder posting(String path, Object body) throws ApiException {
    try {
      return request(path)
          .header("Content-Type", "application/json")
          .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot write " + body.getClass(), e);
    }
  }

  private <T> T get(String path, Class<T> type) throws ApiException {
    return answer(send(request(path).GET().build(), BodyHandlers.ofInputStream()), type);
  }

  private <T> T post(String path, Object body, Class<T> type) throws ApiException {
    return answer(send(posting(path, body).build(), BodyHandlers.ofInputStream()), type);
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
      throws ApiException {
    try {
      return http.send(request, handler);
    } catch (IOException e) {
      throw gone(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiException(ErrorCode.CANCELLED, "Interrupted.", e);
    }
  }

  private ApiException gone(IOException cause) {
    return new ApiException(
        ErrorCode.UNAVAILABLE,
        "The hffs daemon (process "
            + address.pid()
            + ", port "
            + address.port()
            + ") does not answer; see 'hffs daemon status', or end it with 'hffs daemon stop'.",
        cause);
  }

  private <T> T answer(HttpResponse<InputStream> response, Class<T> type) throws ApiException {
    try (InputStream body = response.body()) {
      byte[] bytes = body.readAllBytes();
      if (response.statusCode() / 100 != 2) {
        throw refusal(response.statusCode(), bytes);
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
    HttpResponse<InputStream> response =
        send(posting(path, body).build(), BodyHandlers.ofInputStream());
    if (response.statusCode() != 200) {
      return answer(response, type);
    }
    InputStream lines = response.body();
    try (BufferedReader reader =
            new BufferedReader(new InputStreamReader(lines, StandardCharsets.UTF_8));
        StreamWatch watch = new StreamWatch(lines, SILENCE_LIMIT)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        watch.touch();
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
    } catch (ApiException e) {
      throw e;
    } catch (JsonProcessingException e) {
      throw foreign(e);
    } catch (IOException e) {
      throw gone(e);
    }
    throw new ApiException(
        ErrorCode.UNAVAILABLE, "The daemon ended in the middle; run the command again to go on.");
  }
}
