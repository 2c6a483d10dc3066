package io.hffs.fs.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hffs.fs.repo.BlobId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.List;

/**
 * {@link HoldingsPage} as JSON. A blob that is there in full says so; of others the bits of its
 * chunks come in base64, the first chunk as the lowest bit of the first byte.
 *
 * <pre>
 * {"run":"k3v9","version":17,"members":3,"full":false,
 *  "blobs":[["0a9c3b...",5242880,"complete"],["77fe01...",9000000,"/wE=","growing"]],
 *  "gone":["c1899d..."]}
 * </pre>
 *
 * Reading throws {@link IllegalArgumentException} on anything else. Pure.
 */
public final class HoldingsJson {

  private static final String COMPLETE = "complete";
  private static final String GROWING = "growing";

  /** Of a blob of 16 TiB; nobody has larger files. */
  private static final long MAX_CHUNKS = 1 << 24;

  private HoldingsJson() {}

  public static ObjectNode write(HoldingsPage page) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("run", page.run());
    json.put("version", page.version());
    json.put("members", page.members());
    json.put("full", page.full());
    ArrayNode blobs = json.putArray("blobs");
    for (Holding holding : page.holdings()) {
      ArrayNode entry = blobs.addArray().add(holding.blob().hex()).add(holding.sizeBytes());
      BitSet chunks = holding.chunks();
      if (chunks == null) {
        entry.add(COMPLETE);
      } else {
        entry.add(Base64.getEncoder().encodeToString(chunks.toByteArray()));
        if (holding.growing()) {
          entry.add(GROWING);
        }
      }
    }
    ArrayNode gone = json.putArray("gone");
    page.gone().forEach(blob -> gone.add(blob.hex()));
    return json;
  }

  public static HoldingsPage read(JsonNode json) {
    List<Holding> holdings = new ArrayList<>();
    for (JsonNode entry : json.path("blobs")) {
      holdings.add(holding(entry));
    }
    List<BlobId> gone = new ArrayList<>();
    json.path("gone").forEach(entry -> gone.add(blob(entry)));
    String run = json.path("run").asText();
    if (run.isEmpty() || run.length() > 64 || !isLong(json.path("version"))) {
      throw new IllegalArgumentException("not a page of holdings");
    }
    return new HoldingsPage(
        run,
        json.path("version").longValue(),
        json.path("members").longValue(),
        json.path("full").asBoolean(),
        holdings,
        gone);
  }

  private static Holding holding(JsonNode entry) {
    if (!isLong(entry.path(1)) || !entry.path(2).isTextual()) {
      throw new IllegalArgumentException("not a holding");
    }
    long sizeBytes = entry.path(1).longValue();
    long count = Holding.count(sizeBytes);
    if (sizeBytes < 0 || count > MAX_CHUNKS) {
      throw new IllegalArgumentException("a blob of " + sizeBytes + " bytes");
    }
    String text = entry.path(2).textValue();
    BlobId blob = blob(entry.path(0));
    return text.equals(COMPLETE)
        ? Holding.complete(blob, sizeBytes)
        : new Holding(
            blob,
            sizeBytes,
            BitSet.valueOf(Base64.getDecoder().decode(text)),
            GROWING.equals(entry.path(3).textValue()));
  }

  /** A number with more bits would be cut. */
  private static boolean isLong(JsonNode json) {
    return json.isIntegralNumber() && json.canConvertToLong();
  }

  private static BlobId blob(JsonNode json) {
    return BlobId.fromHex(json.asText())
        .orElseThrow(() -> new IllegalArgumentException("not a digest"));
  }
}
