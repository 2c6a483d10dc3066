package io.hffs.fs.testhub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks a test hub one request at a time and follows no redirect. */
final class HubClient {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final TestHub hub;

  HubClient(TestHub hub) {
    this.hub = hub;
  }

  /** Sends a GET; the headers are names and values in turn. */
  HttpResponse<byte[]> get(String target, String... headers) throws Exception {
    return send("GET", target, headers);
  }

  HttpResponse<byte[]> head(String target, String... headers) throws Exception {
    return send("HEAD", target, headers);
  }

  HttpResponse<byte[]> send(String method, String target, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(target))
            .timeout(Duration.ofSeconds(10))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }

  HttpResponse<byte[]> post(String target, String contentType, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri(target))
            .timeout(Duration.ofSeconds(10))
            .header("Content-Type", contentType)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.send(request, BodyHandlers.ofByteArray());
  }

  JsonNode json(String target, String... headers) throws Exception {
    HttpResponse<byte[]> response = get(target, headers);
    if (response.statusCode() != 200) {
      throw new IOException(target + " answered " + response.statusCode());
    }
    return json(response);
  }

  static JsonNode json(HttpResponse<byte[]> response) throws IOException {
    return MAPPER.readTree(response.body());
  }

  /** Takes an absolute address as it is, and a path as one of the hub's. */
  private URI uri(String target) {
    return URI.create(target.startsWith("http") ? target : hub.endpoint() + target);
  }

  static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse(null);
  }
}
