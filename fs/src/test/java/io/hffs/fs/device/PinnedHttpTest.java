package io.hffs.fs.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.TlsVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** OkHttp takes what {@link PinnedTls} gives it, with no name and no authority in common. */
class PinnedHttpTest {

  private static final DeviceIdentity HERE = Devices.identity();
  private static final DeviceIdentity THERE = Devices.identity();

  private final MockWebServer server = new MockWebServer();
  private final AtomicBoolean expected = new AtomicBoolean(true);
  private OkHttpClient http;

  @BeforeEach
  void start() throws Exception {
    server.useHttps(PinnedTls.server(HERE, THERE.id()::equals).getSocketFactory());
    server.start();
    server.enqueue(new MockResponse.Builder().body("hello").build());
    PinnedTls.Client client = PinnedTls.client(THERE, id -> expected.get() && id.equals(HERE.id()));
    http =
        new OkHttpClient.Builder()
            .sslSocketFactory(client.sockets(), client.trust())
            .hostnameVerifier(client.verifier())
            .callTimeout(10, TimeUnit.SECONDS)
            .build();
  }

  @AfterEach
  void stop() {
    http.connectionPool().evictAll();
    http.dispatcher().executorService().shutdown();
    server.close();
  }

  private Response get() throws Exception {
    return http.newCall(new Request.Builder().url(server.url("/")).build()).execute();
  }

  @Test
  void expectedDeviceAnswers() throws Exception {
    try (Response response = get()) {
      assertThat(response.body().string()).isEqualTo("hello");
      assertThat(response.handshake().tlsVersion()).isEqualTo(TlsVersion.TLS_1_3);
    }
  }

  @Test
  void otherDeviceIsNotAsked() {
    expected.set(false);

    assertThatIOException().isThrownBy(this::get);
    assertThat(server.getRequestCount()).isZero();
  }
}
