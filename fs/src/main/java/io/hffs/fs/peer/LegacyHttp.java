package io.hffs.fs.peer;

import io.hffs.fs.os.BufferedSockets;
import io.hffs.fs.os.DaemonThreads;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionSpec;
import okhttp3.Dns;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Plain HTTP to old nodes, one for all of them. Every wait is limited; no redirects, no proxy, no
 * cookies, and no token of anybody. Thread-safe. Closing it ends what is under way.
 */
public final class LegacyHttp implements AutoCloseable {

  private final LegacyLimits limits;
  private final ExecutorService resolvers;
  private final ScheduledThreadPoolExecutor watchdog;
  private final OkHttpClient http;

  public LegacyHttp() {
    this(LegacyLimits.DEFAULT);
  }

  LegacyHttp(LegacyLimits limits) {
    this.limits = limits;
    this.resolvers = Executors.newCachedThreadPool(DaemonThreads.numbered("hffs-old-node-dns-"));
    this.watchdog =
        new ScheduledThreadPoolExecutor(1, DaemonThreads.named("hffs-old-node-watchdog"));
    watchdog.setRemoveOnCancelPolicy(true);
    this.http =
        new OkHttpClient.Builder()
            .connectionSpecs(List.of(ConnectionSpec.CLEARTEXT)) // else it reads whom Java trusts
            .protocols(List.of(Protocol.HTTP_1_1))
            .socketFactory(new BufferedSockets())
            .proxy(Proxy.NO_PROXY)
            .dns(new TimedDns(Dns.SYSTEM, limits.stall(), resolvers))
            .connectTimeout(limits.connect())
            .readTimeout(limits.head())
            .writeTimeout(limits.stall())
            .callTimeout(Duration.ZERO)
            .followRedirects(false)
            .followSslRedirects(false)
            .build();
  }

  /**
   * Sends a request; blocks until the head of the answer is there, at most for the limit of a head,
   * however slowly it drips. Each read of its body blocks for the limit of a stall. To be closed.
   */
  Response send(Request.Builder request) throws IOException {
    Call call =
        http.newCall(
            request.header("User-Agent", "hffs").header("Accept-Encoding", "identity").build());
    ScheduledFuture<?> alarm = alarm(call);
    try {
      Response response = call.execute();
      response.body().source().timeout().timeout(limits.stall().toNanos(), TimeUnit.NANOSECONDS);
      return response;
    } catch (IOException e) {
      if (call.isCanceled() && !(e instanceof SocketTimeoutException)) {
        SocketTimeoutException late = new SocketTimeoutException("no head in " + limits.head());
        late.initCause(e);
        throw late;
      }
      throw e;
    } finally {
      alarm.cancel(false);
    }
  }

  private ScheduledFuture<?> alarm(Call call) throws IOException {
    try {
      return watchdog.schedule(call::cancel, limits.head().toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      InterruptedIOException closed = new InterruptedIOException("the client is closed");
      closed.initCause(e);
      throw closed;
    }
  }

  LegacyLimits limits() {
    return limits;
  }

  @Override
  public void close() {
    http.dispatcher().cancelAll();
    http.connectionPool().evictAll();
    watchdog.shutdownNow();
    resolvers.shutdownNow();
  }
}
