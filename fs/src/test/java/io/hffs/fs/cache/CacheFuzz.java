package io.hffs.fs.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import io.hffs.fs.cache.MetadataJson.RefsFile;
import io.hffs.fs.fuzz.FuzzTarget;
import io.hffs.fs.json.JsonBytes;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.Snapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/** The files of a cache directory, as a disk, a user or another version may have left them. */
public final class CacheFuzz implements FuzzTarget.Provider {

  private static final RepoId REPO = RepoId.parse("acme/tiny");
  private static final CommitHash COMMIT =
      new CommitHash("c1899de289a04d12100db370d81485cdf75e47ca");

  @Override
  public List<FuzzTarget> targets() {
    return List.of(
        new FuzzTarget("journal", CacheFuzz::journal),
        new FuzzTarget("stored-snapshot", CacheFuzz::snapshot),
        new FuzzTarget("stored-refs", CacheFuzz::refs),
        new FuzzTarget("stored-names", CacheFuzz::names));
  }

  /** As it is, and with right checksums: those stop almost everything. */
  private static boolean journal(byte[] input) {
    boolean asItIs = readJournal(input);
    return readJournal(withChecksums(input)) || asItIs;
  }

  private static boolean readJournal(byte[] input) {
    Optional<PresenceJournal.Content> content = PresenceJournal.parse(input);
    content.ifPresent(
        read -> {
          assertThat(read.presentBytes()).isBetween(0L, read.grid().sizeBytes());
          read.present()
              .keySet()
              .forEach(chunk -> assertThat(chunk).isBetween(0, read.grid().count() - 1));
        });
    return content.isPresent();
  }

  private static byte[] withChecksums(byte[] input) {
    byte[] fixed = input.clone();
    int length = PresenceJournal.HEADER_BYTES;
    for (int at = 0; at + length <= fixed.length; at += length) {
      if (at > 0) {
        length = PresenceJournal.RECORD_BYTES;
        if (at + length > fixed.length) {
          break;
        }
      }
      CRC32C crc = new CRC32C();
      crc.update(fixed, at, length - Integer.BYTES);
      ByteBuffer.wrap(fixed).putInt(at + length - Integer.BYTES, (int) crc.getValue());
    }
    return fixed;
  }

  private static boolean snapshot(byte[] input) throws IOException {
    return reads(
        input,
        json -> {
          Snapshot read = MetadataJson.snapshot(json, REPO, COMMIT);
          Snapshot again = MetadataJson.snapshot(MetadataJson.write(read), REPO, COMMIT);
          assertThat(again.files()).containsExactlyElementsOf(read.files());
          assertThat(again.lastModified()).isEqualTo(read.lastModified());
          assertThat(again.isComplete()).isEqualTo(read.isComplete());
          assertThat(again.isAttested()).isEqualTo(read.isAttested());
        });
  }

  private static boolean refs(byte[] input) throws IOException {
    return reads(
        input,
        json -> {
          RefsFile read = MetadataJson.refsFile(json);
          assertThat(MetadataJson.refsFile(MetadataJson.write(read))).isEqualTo(read);
        });
  }

  private static boolean names(byte[] input) throws IOException {
    return reads(
        input,
        json -> {
          Map<RepoId, RepoId> aliases = MetadataJson.aliases(json);
          assertThat(MetadataJson.aliases(MetadataJson.writeAliases(aliases))).isEqualTo(aliases);
          List<Pin> pins = MetadataJson.pins(json);
          assertThat(MetadataJson.pins(MetadataJson.writePins(pins))).isEqualTo(pins);
        });
  }

  private interface Reading {
    void read(JsonNode json) throws IOException;
  }

  /** As {@link MetadataFiles} does it. */
  private static boolean reads(byte[] input, Reading reading) throws IOException {
    try {
      JsonNode json = JsonBytes.stored(input);
      if (!json.isObject()) {
        return false;
      }
      reading.read(json);
      return true;
    } catch (JacksonException | IllegalArgumentException e) {
      return false;
    }
  }
}
