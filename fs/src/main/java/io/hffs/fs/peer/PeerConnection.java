package io.hffs.fs.peer;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import io.hffs.fs.device.PeerAddress;
import io.hffs.fs.device.PinnedTls;
import io.hffs.fs.json.JsonBytes;
import io.hffs.fs.os.BufferedSockets;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import java.io.IOException;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import okhttp3.Call;
import okhttp3.CipherSuite;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.TlsVersion;
import okio.BufferedSource;

/**
 * The way to one device, whatever its address is now: HTTPS to that device alone. No proxy, no
 * redirects, no cookies, and no token of anybody. Thread-safe.
 */
final class PeerConnection implements AutoCloseable {

  static final Duration CONNECT = Duration.ofMillis(500);

  /** A busy device may have to read and hash first; who is waited for is ended sooner. */
  static final Duration FIRST_BYTE = Duration.ofSeconds(3);

  static final Duration STALL = Duration.ofSeconds(3);
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(20);
  private static final int IDLE_CONNECTIONS = 4;
  private static final int MAX_JSON_BYTES = 16 << 20;
  private static final MediaType JSON_TYPE = MediaType.get("application/json");

  private final String name;
  private final OkHttpClient http;
  private final Set<Call> streaming = ConcurrentHashMap.newKeySet();

  /**
   * @param name of the device, for messages
   */
  PeerConnection(String name, PinnedTls.Client tls) {
    this.name = name;
    ConnectionSpec onlyTls13 =
        new ConnectionSpec.Builder(ConnectionSpec.RESTRICTED_TLS)
            .tlsVersions(TlsVersion.TLS_1_3)
            .cipherSuites(
                CipherSuite.TLS_AES_128_GCM_SHA256,
                CipherSuite.TLS_AES_256_GCM_SHA384,
                CipherSuite.TLS_CHACHA20_POLY1305_SHA256)
            .build();
    this.http =
        new OkHttpClient.Builder()
            .protocols(List.of(Protocol.HTTP_1_1))
            .socketFactory(new BufferedSockets())
            .connectionSpecs(List.of(onlyTls13))
            .sslSocketFactory(tls.sockets(), tls.trust())
            .hostnameVerifier(tls.verifier())
            .proxy(Proxy.NO_PROXY)
            .connectionPool(
                new ConnectionPool(IDLE_CONNECTIONS, KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS))
            .connectTimeout(CONNECT)
            .readTimeout(FIRST_BYTE)
            .writeTimeout(STALL)
            .callTimeout(Duration.ZERO)
            .retryOnConnectionFailure(true)
            .followRedirects(false)
            .followSslRedirects(false)
            .build();
  }

  /** An answer whose body is still to be read. Close it. */
  static final class Body implements AutoCloseable {

    private final Call call;
    private final Response response;

    private final Set<Call> streaming;
    private long readBytes;

    private Body(Call call, Response response, Set<Call> streaming) {
      this.call = call;
      this.response = response;
      this.streaming = streaming;
      streaming.add(call);
    }

    int status() {
      return response.code();
    }

    String header(String name) {
      String value = response.header(name);
      return value == null ? "" : value;
    }

    long contentLength() {
      return response.body().contentLength();
    }

    /** Reads some bytes; -1 at the end. */
    int read(byte[] target, int offset, int length) throws IOException {
      int count = response.body().source().read(target, offset, length);
      readBytes += Math.max(0, count);
      return count;
    }

    @Override
    public void close() {
      if (readBytes != contentLength()) {
        call.cancel(); // else closing would read the rest first
      }
      response.close();
      streaming.remove(call);
    }
  }

  static HttpUrl url(PeerAddress address, String path) {
    return new HttpUrl.Builder()
        .scheme("https")
        .host(address.host())
        .port(address.port())
        .build()
        .resolve(path);
  }

  /**
   * Asks for JSON; blocks for {@code wait} longer than a request usually takes.
   *
   * @throws SourceException NOT_FOUND kinds when the device says so, else UNAVAILABLE
   */
  JsonNode json(HttpUrl url, Duration wait) throws SourceException {
    return exchange(new Request.Builder().url(url).build(), wait);
  }

  /** Sends JSON, and returns what is answered. */
  JsonNode post(HttpUrl url, JsonNode body) throws SourceException {
    RequestBody content = RequestBody.create(body.toString(), JSON_TYPE);
    return exchange(new Request.Builder().url(url).post(content).build(), STALL);
  }

  private JsonNode exchange(Request request, Duration wait) throws SourceException {
    OkHttpClient patient =
        http.newBuilder().readTimeout(FIRST_BYTE.plus(wait).plus(FIRST_BYTE)).build();
    try (Response response = patient.newCall(request).execute()) {
      BufferedSource body = response.body().source();
      if (body.request(MAX_JSON_BYTES + 1L)) {
        throw new SourceException(Kind.CORRUPT, name + " sent an endless answer");
      }
      if (response.code() / 100 != 2) {
        throw refusal(response.code(), body.readUtf8());
      }
      JsonNode json = JsonBytes.foreign(body.readByteArray());
      if (!json.isObject()) {
        throw new SourceException(Kind.CORRUPT, name + " sent something else than it should");
      }
      return json;
    } catch (JacksonException e) {
      throw new SourceException(Kind.CORRUPT, name + " sent something else than it should", e);
    } catch (SourceException e) {
      throw e;
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  /** Connects, so that it is known who answers; what is answered does not matter. */
  void greet(HttpUrl url) throws SourceException {
    try (Response response = http.newCall(new Request.Builder().url(url).build()).execute()) {
      response.body().source().request(1);
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  /**
   * Asks for bytes; the body is for the caller to read, each read at most {@link #STALL}.
   *
   * @param endedBy gets what ends it from another thread, before there is anything to wait for
   */
  Body open(HttpUrl url, String range, Consumer<Runnable> endedBy) throws SourceException {
    Request request =
        new Request.Builder()
            .url(url)
            .header("Range", range)
            .header("Accept-Encoding", "identity")
            .build();
    Call call = http.newCall(request);
    endedBy.accept(call::cancel);
    try {
      Response response = call.execute();
      response.body().source().timeout().timeout(STALL.toMillis(), TimeUnit.MILLISECONDS);
      return new Body(call, response, streaming);
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  SourceException unreachable(IOException cause) {
    return new SourceException(
        Kind.UNAVAILABLE, name + " cannot be reached: " + PeerErrors.sentence(cause), cause);
  }

  SourceException refusal(int status, String body) {
    String said = body.isBlank() || body.length() > 300 ? "" : ": " + body.strip();
    return switch (status) {
      case 404 -> new SourceException(Kind.ENTRY_NOT_FOUND, name + " does not have it");
      case 429, 503 -> SourceException.throttled(name + " is busy", Duration.ofSeconds(1));
      case 403 -> new SourceException(Kind.DENIED, name + " refuses" + said);
      default ->
          new SourceException(Kind.UNAVAILABLE, name + " has trouble, status " + status + said);
    };
  }

  /** Ends all that is under way. */
  void cancelAll() {
    http.dispatcher().cancelAll(); // these wait for an answer
    streaming.forEach(Call::cancel);
    http.connectionPool().evictAll();
  }

  @Override
  public void close() {
    cancelAll();
  }
}
