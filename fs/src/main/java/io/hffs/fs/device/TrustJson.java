package io.hffs.fs.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A {@link TrustBook} as JSON, by example; {@code address}, {@code struckAt} and {@code ban} may be
 * missing:
 *
 * <pre>
 * {"format":1,"nextNumber":3,"devices":[
 *   {"id":"5e0c...","number":2,"name":"nas","address":"nas.local:9009",
 *    "pairedAt":"2026-01-01T00:00:00Z","introducer":false,"introducedBy":["91ab..."],
 *    "struckAt":"2026-01-02T10:00:00Z",
 *    "ban":{"until":"2026-01-04T00:00:00Z","count":1,"reason":"..."}}],
 *  "refused":["77fe..."]}
 * </pre>
 *
 * Reading throws {@link IllegalArgumentException} on anything else.
 */
final class TrustJson {

  private static final int FORMAT = 1;

  private TrustJson() {}

  static ObjectNode write(TrustBook book) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("format", FORMAT);
    json.put("nextNumber", book.nextNumber());
    ArrayNode devices = json.putArray("devices");
    book.entries().values().forEach(entry -> write(entry, devices.addObject()));
    ArrayNode refused = json.putArray("refused");
    book.refused().stream().sorted().forEach(id -> refused.add(id.hex()));
    return json;
  }

  private static void write(TrustBook.Entry entry, ObjectNode json) {
    PairedDevice device = entry.device();
    json.put("id", device.id().hex()).put("number", device.number()).put("name", device.name());
    if (device.address() != null) {
      json.put("address", device.address().toString());
    }
    json.put("pairedAt", device.pairedAt().toString()).put("introducer", device.introducer());
    ArrayNode introducers = json.putArray("introducedBy");
    device.introducedBy().stream().sorted().forEach(id -> introducers.add(id.hex()));
    Conduct conduct = entry.conduct();
    if (conduct.struckAt() != null) {
      json.put("struckAt", conduct.struckAt().toString());
    }
    Ban ban = conduct.lastBan();
    if (ban != null) {
      json.putObject("ban")
          .put("until", ban.until().toString())
          .put("count", ban.count())
          .put("reason", ban.reason());
    }
  }

  static TrustBook read(JsonNode json) {
    require(json.path("format").asInt() == FORMAT, "not format " + FORMAT);
    require(json.path("devices").isArray(), "no devices");
    Map<DeviceId, TrustBook.Entry> entries = new LinkedHashMap<>();
    Set<Integer> numbers = new HashSet<>();
    for (JsonNode each : json.path("devices")) {
      TrustBook.Entry entry = entry(each);
      require(entries.put(entry.device().id(), entry) == null, "a device twice");
      require(numbers.add(entry.device().number()), "a number twice");
    }
    Set<DeviceId> refused = new HashSet<>();
    json.path("refused").forEach(each -> refused.add(new DeviceId(each.asText())));
    return new TrustBook(integer(json, "nextNumber"), entries, refused);
  }

  private static TrustBook.Entry entry(JsonNode json) {
    DeviceId id = new DeviceId(text(json, "id"));
    require(json.path("introducer").isBoolean(), "no introducer");
    require(json.path("introducedBy").isArray(), "no introducedBy");
    Set<DeviceId> introducers = new HashSet<>();
    json.path("introducedBy").forEach(each -> introducers.add(new DeviceId(each.asText())));
    PairedDevice device =
        new PairedDevice(
            id,
            integer(json, "number"),
            text(json, "name"),
            json.has("address")
                ? PeerAddress.parse(text(json, "address"), PeerAddress.DEFAULT_PORT)
                : null,
            instant(json, "pairedAt"),
            json.path("introducer").booleanValue(),
            introducers);
    Instant struckAt = json.has("struckAt") ? instant(json, "struckAt") : null;
    return new TrustBook.Entry(device, new Conduct(struckAt, ban(id, json.path("ban"))));
  }

  private static @Nullable Ban ban(DeviceId id, JsonNode json) {
    return json.isMissingNode()
        ? null
        : new Ban(id, instant(json, "until"), integer(json, "count"), text(json, "reason"));
  }

  private static String text(JsonNode json, String field) {
    require(json.path(field).isTextual(), "no " + field);
    return json.path(field).textValue();
  }

  private static int integer(JsonNode json, String field) {
    require(
        json.path(field).canConvertToInt() && json.path(field).isIntegralNumber(), "no " + field);
    return json.path(field).intValue();
  }

  private static Instant instant(JsonNode json, String field) {
    try {
      return Instant.parse(text(json, field));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("not a time: " + field, e);
    }
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
