package io.hffs.fs.peer;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hffs.fs.device.PeerAddress;
import io.hffs.fs.json.JsonBytes;
import io.hffs.fs.os.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file with the old nodes, by example:
 *
 * <pre>{@code
 * {"format":1,"nodes":["10.0.0.2:9009","[fd00::7]:9090"]}
 * }</pre>
 *
 * Blocks on the local disk.
 */
final class LegacyNodesFile {

  private static final Logger log = LoggerFactory.getLogger(LegacyNodesFile.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int FORMAT = 1;

  private final Path file;
  private final Path trash;

  LegacyNodesFile(Path root, String name) {
    this.file = root.resolve(name);
    this.trash = root.resolve("trash");
  }

  /** Reads the file; one that cannot be understood is put aside and counts as empty. */
  List<PeerAddress> read() throws IOException {
    try {
      return parse(JsonBytes.stored(Files.readAllBytes(file)));
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (JacksonException | IllegalArgumentException e) {
      Files.createDirectories(trash);
      Path aside = trash.resolve(file.getFileName() + "." + UUID.randomUUID());
      Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
      log.warn(
          "{} is damaged and was put aside as {}; nothing is taken from old nodes until 'hffs peer"
              + " add HOST --legacy' is run anew: {}",
          file,
          aside,
          e.toString());
      return List.of();
    }
  }

  static List<PeerAddress> parse(JsonNode json) {
    if (json.path("format").asInt() != FORMAT || !json.path("nodes").isArray()) {
      throw new IllegalArgumentException("not format " + FORMAT);
    }
    List<PeerAddress> addresses = new ArrayList<>();
    json.path("nodes")
        .forEach(each -> addresses.add(PeerAddress.parse(each.asText(), PeerAddress.DEFAULT_PORT)));
    return addresses;
  }

  void write(List<PeerAddress> addresses) throws IOException {
    ObjectNode json = JSON.createObjectNode().put("format", FORMAT);
    ArrayNode nodes = json.putArray("nodes");
    addresses.forEach(address -> nodes.add(address.toString()));
    DurableFiles.replace(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
  }
}
