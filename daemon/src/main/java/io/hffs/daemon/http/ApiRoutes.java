package io.hffs.daemon.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hffs.daemon.api.AddPeerRequest;
import io.hffs.daemon.api.ApiError;
import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ApiJson;
import io.hffs.daemon.api.ApiPaths;
import io.hffs.daemon.api.DownloadRequest;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.api.HffsApi;
import io.hffs.daemon.api.InviteRequest;
import io.hffs.daemon.api.LoginRequest;
import io.hffs.daemon.api.MountRequest;
import io.hffs.daemon.api.PinRequest;
import io.hffs.daemon.api.PruneRequest;
import io.hffs.daemon.api.RefreshRequest;
import io.hffs.daemon.api.RemovalRequest;
import io.hffs.daemon.api.RemovePeerRequest;
import io.hffs.daemon.api.SearchRequest;
import io.hffs.daemon.api.UnmountRequest;
import io.hffs.daemon.api.VerifyRequest;
import io.hffs.fs.repo.RepoId;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routes of the local API; each reads its request, calls {@link HffsApi}, writes the answer.
 */
final class ApiRoutes {

  private static final Logger log = LoggerFactory.getLogger(ApiRoutes.class);
  private static final ObjectMapper JSON = ApiJson.mapper();
  private static final Map<String, String> NOTHING = Map.of();

  private final HffsApi api;

  ApiRoutes(HffsApi api) {
    this.api = api;
  }

  void addTo(RoutesConfig routes) {
    routes.get(ApiPaths.STATUS, context -> answer(context, api.status()));
    routes.post(ApiPaths.STOP, this::stop);
    routes.get(ApiPaths.MOUNTS, context -> answer(context, api.mounts()));
    routes.post(
        ApiPaths.MOUNTS, context -> answer(context, api.mount(body(context, MountRequest.class))));
    routes.post(
        ApiPaths.UNMOUNT,
        context -> {
          api.unmount(body(context, UnmountRequest.class));
          answer(context, NOTHING);
        });
    routes.get(ApiPaths.REPOS, context -> answer(context, api.repos()));
    routes.get(ApiPaths.FILES, context -> answer(context, api.files(repo(context))));
    routes.post(ApiPaths.DOWNLOAD, this::download);
    routes.post(
        ApiPaths.REMOVE,
        context -> answer(context, api.remove(body(context, RemovalRequest.class))));
    routes.post(ApiPaths.VERIFY, this::verify);
    routes.post(
        ApiPaths.PRUNE, context -> answer(context, api.prune(body(context, PruneRequest.class))));
    routes.post(
        ApiPaths.PIN,
        context -> {
          api.pin(body(context, PinRequest.class));
          answer(context, NOTHING);
        });
    routes.post(
        ApiPaths.REFRESH,
        context -> answer(context, api.refresh(body(context, RefreshRequest.class))));
    routes.get(ApiPaths.WHOAMI, context -> answer(context, api.whoami()));
    routes.post(
        ApiPaths.LOGIN, context -> answer(context, api.login(body(context, LoginRequest.class))));
    routes.post(
        ApiPaths.LOGOUT,
        context -> {
          requireJson(context);
          api.logout();
          answer(context, NOTHING);
        });
    routes.get(ApiPaths.EXAMINE, context -> answer(context, api.examine()));
    addPeersTo(routes);
    routes.get(
        ApiPaths.METRICS,
        context ->
            context.contentType(PrometheusText.TYPE).result(PrometheusText.of(api.status())));
    addErrorsTo(routes);
  }

  private void addPeersTo(RoutesConfig routes) {
    routes.get(ApiPaths.PEERS, context -> answer(context, api.peers()));
    routes.post(
        ApiPaths.PEERS,
        context -> answer(context, api.addPeer(body(context, AddPeerRequest.class))));
    routes.post(
        ApiPaths.INVITE,
        context -> answer(context, api.invite(body(context, InviteRequest.class))));
    routes.post(
        ApiPaths.REMOVE_PEER,
        context -> answer(context, api.removePeer(body(context, RemovePeerRequest.class))));
    routes.post(
        ApiPaths.SEARCH,
        context -> answer(context, api.search(body(context, SearchRequest.class))));
  }

  private static void addErrorsTo(RoutesConfig routes) {
    routes.exception(
        ApiGuard.Refused.class,
        (refused, context) -> context.status(refused.getStatus()).result(""));
    routes.exception(ApiException.class, (e, context) -> answer(context, e.toError()));
    routes.exception(
        HttpResponseException.class,
        (e, context) -> {
          String what = context.method() + " " + context.path() + " is not part of this API";
          ErrorCode code = e.getStatus() == 404 ? ErrorCode.NOT_FOUND : ErrorCode.BAD_REQUEST;
          answer(context, new ApiError(code, e.getStatus() == 404 ? what : message(e)));
        });
    routes.exception(
        Exception.class,
        (e, context) -> {
          log.error("{} {} failed", context.method(), context.path(), e);
          answer(context, new ApiError(ErrorCode.INTERNAL, "hffs failed; the log has more"));
        });
  }

  private static String message(Exception e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  /** Answers before the end begins, because the end closes this connection. */
  private void stop(Context context) throws IOException {
    requireJson(context);
    context.status(202).contentType("application/json");
    OutputStream out = context.outputStream();
    out.write(JSON.writeValueAsBytes(NOTHING));
    out.flush();
    api.stop();
  }

  private void download(Context context) throws IOException {
    DownloadRequest request = body(context, DownloadRequest.class);
    new ProgressStream(context).send(sink -> api.download(request, sink));
  }

  private void verify(Context context) throws IOException {
    VerifyRequest request = body(context, VerifyRequest.class);
    new ProgressStream(context).send(sink -> api.verify(request, sink));
  }

  private static RepoId repo(Context context) throws ApiException {
    String text = context.queryParam("repo");
    try {
      return RepoId.parse(text == null ? "" : text);
    } catch (IllegalArgumentException e) {
      throw new ApiException(ErrorCode.BAD_REQUEST, message(e), e);
    }
  }

  private static void requireJson(Context context) throws ApiException {
    String type = context.contentType();
    if (type == null || !type.toLowerCase(Locale.ROOT).matches("application/json(\\s*;.*)?")) {
      throw new ApiException(ErrorCode.BAD_REQUEST, "Send JSON, as application/json.");
    }
  }

  private static <T> T body(Context context, Class<T> type) throws ApiException {
    requireJson(context);
    try {
      T value = JSON.readValue(context.bodyAsBytes(), type);
      if (value != null) {
        return value;
      }
    } catch (JsonProcessingException e) {
      throw new ApiException(ErrorCode.BAD_REQUEST, reason(e), e);
    } catch (IOException e) {
      throw new ApiException(ErrorCode.BAD_REQUEST, "The request was cut.", e);
    }
    throw new ApiException(ErrorCode.BAD_REQUEST, "The request is empty.");
  }

  /** A value that refused to be made has the better sentence; it is the cause. */
  private static String reason(JsonProcessingException e) {
    Throwable cause = e.getCause();
    return cause instanceof IllegalArgumentException refusal
        ? message(refusal)
        : "Bad JSON: " + e.getOriginalMessage();
  }

  private static void answer(Context context, Object value) {
    if (value instanceof ApiError error) {
      context.status(error.code().httpStatus());
    }
    try {
      context.contentType("application/json").result(JSON.writeValueAsBytes(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + value.getClass(), e);
    }
  }
}
