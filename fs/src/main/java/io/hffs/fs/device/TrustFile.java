package io.hffs.fs.device;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hffs.fs.json.JsonBytes;
import io.hffs.fs.os.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file that a {@link TrustBook} is kept in. Blocks on the local disk. */
final class TrustFile {

  private static final Logger log = LoggerFactory.getLogger(TrustFile.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Where a new series of numbers begins: see {@link #afresh}. */
  private static final int AFRESH_FROM = 1_000;

  private static final int AFRESH_BELOW = 60_000;

  private final Path file;
  private final Path trash;

  TrustFile(Path root, String name) {
    this.file = root.resolve(name);
    this.trash = root.resolve("trash");
  }

  /** Reads the file; one that cannot be understood is put aside and counts as empty. */
  TrustBook read() throws IOException {
    try {
      JsonNode json = JsonBytes.stored(Files.readAllBytes(file));
      return TrustJson.read(json);
    } catch (NoSuchFileException e) {
      return new TrustBook(1, Map.of(), Set.of());
    } catch (JacksonException | IllegalArgumentException e) {
      Path aside = moveToTrash();
      log.warn(
          "{} is damaged and was put aside as {}; this machine is paired with none now, until"
              + " 'hffs peer add' is run anew: {}",
          file,
          aside,
          e.toString());
      return afresh();
    }
  }

  /** Tells whether the file names devices; changes nothing. */
  boolean hasDevices() {
    try {
      return !TrustJson.read(JsonBytes.stored(Files.readAllBytes(file))).entries().isEmpty();
    } catch (IOException | IllegalArgumentException e) {
      log.debug("{} is not read: {}", file, e.toString());
      return false;
    }
  }

  /** The journals of the cache still name devices by numbers that are not known any more. */
  private static TrustBook afresh() {
    int span = AFRESH_BELOW - AFRESH_FROM;
    return new TrustBook(AFRESH_FROM + new SecureRandom().nextInt(span), Map.of(), Set.of());
  }

  void write(TrustBook book) throws IOException {
    DurableFiles.replacePrivate(
        file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(TrustJson.write(book)));
  }

  private Path moveToTrash() throws IOException {
    Files.createDirectories(trash);
    Path aside = trash.resolve(file.getFileName() + "." + UUID.randomUUID());
    return Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
