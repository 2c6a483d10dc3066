package io.hffs.fs.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hffs.fs.source.SourceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server whose certificate only its users' bundle vouches for. */
class CaBundleTest {

  private static final HeldCertificate AUTHORITY =
      new HeldCertificate.Builder().certificateAuthority(0).build();
  private static final HeldCertificate OTHER =
      new HeldCertificate.Builder().certificateAuthority(0).build();

  @TempDir Path home;
  private final MockWebServer server = new MockWebServer();

  @BeforeEach
  void start() throws Exception {
    HeldCertificate own =
        new HeldCertificate.Builder()
            .addSubjectAlternativeName("localhost")
            .signedBy(AUTHORITY)
            .build();
    server.useHttps(
        new HandshakeCertificates.Builder().heldCertificate(own).build().sslSocketFactory());
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return new MockResponse.Builder().body("[]").build();
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HuggingFaceEnvironment environment(Map<String, String> variables) {
    Map<String, String> all = new HashMap<>(variables);
    all.put("HF_ENDPOINT", "https://localhost:" + server.getPort());
    return HuggingFaceEnvironment.from(all, home);
  }

  private Path write(String name, String text) throws Exception {
    Files.createDirectories(home.resolve(name).getParent());
    return Files.writeString(home.resolve(name), text);
  }

  private void probe(Map<String, String> variables) throws SourceException {
    HuggingFaceEnvironment environment = environment(variables);
    try (Hub hub = HubFixture.open(HubConfig.origin(environment), new TokenStore(environment))) {
      hub.probe();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"})
  void whomTheBundleVouchesForIsTrusted(String variable) throws Exception {
    write("ca.pem", "# two of them\n" + OTHER.certificatePem() + AUTHORITY.certificatePem());

    probe(Map.of(variable, "~/ca.pem"));

    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void aDirectoryOfThemWillDo() throws Exception {
    write("certs/other.crt", OTHER.certificatePem());
    write("certs/company.pem", AUTHORITY.certificatePem());
    write("certs/README", "what lies here");

    probe(Map.of("SSL_CERT_FILE", home.resolve("certs").toString()));

    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void nobodyElseIsTrusted() throws Exception {
    Path other = write("ca.pem", OTHER.certificatePem());

    for (Map<String, String> variables :
        List.of(Map.<String, String>of(), Map.of("SSL_CERT_FILE", other.toString()))) {
      assertThat(catchThrowableOfType(SourceException.class, () -> probe(variables)))
          .hasMessageContaining("SSL_CERT_FILE");
    }
    assertThat(server.getRequestCount()).isZero();
  }

  @Test
  void theFirstVariableDecides() throws Exception {
    Path good = write("good.pem", AUTHORITY.certificatePem());
    Path other = write("other.pem", OTHER.certificatePem());

    probe(Map.of("SSL_CERT_FILE", good.toString(), "REQUESTS_CA_BUNDLE", other.toString()));
    probe(Map.of("SSL_CERT_FILE", " ", "REQUESTS_CA_BUNDLE", good.toString()));

    assertThat(server.getRequestCount()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing.pem", "empty.pem", "text.pem", "broken.pem", "empty"})
  void aBundleThatIsNoneIsNamed(String name) throws Exception {
    write("empty.pem", "");
    write("text.pem", "no certificate\n");
    write("broken.pem", AUTHORITY.certificatePem().substring(0, 200));
    Files.createDirectory(home.resolve("empty"));

    assertThatThrownBy(() -> environment(Map.of("REQUESTS_CA_BUNDLE", "~/" + name)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("REQUESTS_CA_BUNDLE")
        .hasMessageContaining(name);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aBundleThatIsDamagedOrGoneIsNamedWhenSomebodyIsToBeTrusted(boolean gone) throws Exception {
    Path bundle = write("ca.pem", AUTHORITY.certificatePem());
    HuggingFaceEnvironment environment = environment(Map.of("SSL_CERT_FILE", bundle.toString()));
    try (Hub hub = HubFixture.open(HubConfig.origin(environment), new TokenStore(environment))) {
      if (gone) {
        Files.delete(bundle);
      } else {
        Files.writeString(bundle, AUTHORITY.certificatePem().replaceAll("[a-m]", "A"));
      }
      assertThat(catchThrowableOfType(SourceException.class, hub::probe))
          .hasMessageContaining("SSL_CERT_FILE")
          .hasMessageContaining(bundle.toString());

      Files.writeString(bundle, AUTHORITY.certificatePem());
      hub.probe();
    }
    assertThat(server.getRequestCount()).isEqualTo(1);
  }
}
