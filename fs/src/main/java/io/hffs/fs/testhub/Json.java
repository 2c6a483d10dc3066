package io.hffs.fs.testhub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hffs.fs.testhub.http.HttpResponse;
import java.io.UncheckedIOException;

/** JSON bodies. */
final class Json {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static ArrayNode array() {
    return MAPPER.createArrayNode();
  }

  /** Answers 200, with the weak ETag that answers of the API have. */
  static HttpResponse ok(JsonNode body) {
    String etag = ContentDigests.sha256(write(body)).substring(0, 27);
    return response(200, body).with("ETag", "W/\"" + etag + "\"");
  }

  static HttpResponse response(int status, JsonNode body) {
    return HttpResponse.of(status).withText("application/json; charset=utf-8", write(body));
  }

  static String write(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Parses; throws a refusal (400) for what is no JSON. */
  static JsonNode read(String body) throws Refusal {
    try {
      return MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      throw Refusal.of(400, "not JSON: " + e.getMessage());
    }
  }
}
