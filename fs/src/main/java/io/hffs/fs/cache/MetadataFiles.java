package io.hffs.fs.cache;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hffs.fs.json.JsonBytes;
import io.hffs.fs.os.DurableFiles;
import io.hffs.fs.repo.RepoId;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Small JSON files, each either the old one or the new one after a crash. One that cannot be
 * understood, or is not as it was written, is moved to {@code trash/} and counts as absent.
 * Thread-safe for different files.
 */
final class MetadataFiles {

  /** What turns a file into a value; any exception of these two says that it is damaged. */
  interface Parser<T> {
    T parse(JsonNode json) throws JacksonException;
  }

  private static final Logger log = LoggerFactory.getLogger(MetadataFiles.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SUFFIX = ".json";

  private final Path trash;

  MetadataFiles(Path trash) {
    this.trash = trash;
  }

  <T> Optional<T> read(Path file, Parser<T> parser) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      if (!SealedJson.isIntact(bytes)) {
        throw new IllegalArgumentException("its checksum differs");
      }
      JsonNode json = JsonBytes.stored(bytes);
      if (!json.isObject()) {
        throw new IllegalArgumentException("not an object");
      }
      return Optional.of(parser.parse(json));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (JacksonException | IllegalArgumentException e) {
      log.warn("{} is damaged and put aside; what it said will be asked again: {}", file, e);
      moveToTrash(file);
      return Optional.empty();
    } catch (IOException e) {
      log.warn("{} cannot be read: {}", file, e.toString());
      return Optional.empty();
    }
  }

  void write(Path file, JsonNode json) throws IOException {
    DurableFiles.replace(file, SealedJson.seal(JSON.writeValueAsBytes(json)));
  }

  /**
   * Returns the names of the JSON files in a directory, without suffix; none when there is none.
   */
  static List<String> names(Path directory) {
    return list(directory, "*" + SUFFIX).stream()
        .map(name -> name.substring(0, name.length() - SUFFIX.length()))
        .toList();
  }

  static void removeTemporaries(Path directory) {
    try {
      DurableFiles.removeTemporaries(directory);
    } catch (IOException e) {
      log.warn("What a crash left in {} cannot be removed: {}", directory, e.toString());
    }
  }

  static List<RepoId> repoFolders(Path directory) {
    return list(directory, "*--*").stream()
        .flatMap(name -> RepoId.fromCacheFolder(name).stream())
        .toList();
  }

  private static List<String> list(Path directory, String glob) {
    List<String> names = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, glob)) {
        files.forEach(file -> names.add(file.getFileName().toString()));
      } catch (IOException e) {
        log.warn("{} cannot be listed: {}", directory, e.toString());
      }
    }
    return names;
  }

  private void moveToTrash(Path file) {
    try {
      Files.createDirectories(trash);
      Files.move(
          file,
          trash.resolve(file.getFileName() + "." + UUID.randomUUID()),
          StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      log.warn("{} cannot be put aside: {}", file, e.toString());
    }
  }
}
