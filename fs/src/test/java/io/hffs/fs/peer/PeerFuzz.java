package io.hffs.fs.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import io.hffs.fs.device.PairedDevice;
import io.hffs.fs.fuzz.FuzzTarget;
import io.hffs.fs.json.JsonBytes;
import io.hffs.fs.json.SnapshotJson;
import io.hffs.fs.range.ByteRange;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.Revision;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.source.SourceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.List;

/** What paired machines may send. */
public final class PeerFuzz implements FuzzTarget.Provider {

  private static final RepoId REPO = RepoId.parse("acme/tiny");
  private static final CommitHash COMMIT =
      new CommitHash("c1899de289a04d12100db370d81485cdf75e47ca");

  @Override
  public List<FuzzTarget> targets() {
    return List.of(
        new FuzzTarget("peer-holdings", PeerFuzz::holdings),
        new FuzzTarget("peer-members", PeerFuzz::members),
        new FuzzTarget("peer-snapshot", PeerFuzz::snapshot),
        new FuzzTarget("peer-refs", PeerFuzz::refs),
        new FuzzTarget("peer-hashes", PeerFuzz::hashes),
        new FuzzTarget("old-nodes", PeerFuzz::oldNodes));
  }

  private interface Reading {
    void read(JsonNode json) throws IOException;
  }

  /** As {@link PeerConnection} and {@link PeerLink} do it. */
  private static boolean reads(byte[] input, Reading reading) throws IOException {
    try {
      JsonNode json = JsonBytes.foreign(input);
      if (!json.isObject()) {
        return false;
      }
      reading.read(json);
      return true;
    } catch (JacksonException | IllegalArgumentException | DateTimeException | SourceException e) {
      return false;
    }
  }

  private static boolean holdings(byte[] input) throws IOException {
    return reads(
        input,
        json -> {
          HoldingsPage page = HoldingsJson.read(json);
          assertThat(HoldingsJson.read(HoldingsJson.write(page))).isEqualTo(page);
          Holdings holdings = new Holdings(() -> 0);
          holdings.apply(page);
          assertThat(holdings.heldBytes()).isNotNegative();
          for (Holding holding : page.holdings()) {
            ByteRange all = new ByteRange(0, holding.sizeBytes());
            assertThat(holdings.held(holding.blob(), all)).isBetween(0L, all.length());
          }
        });
  }

  private static boolean members(byte[] input) throws IOException {
    return reads(
        input,
        json -> {
          List<Member> members = MembersJson.read(json);
          assertThat(MembersJson.read(MembersJson.write(members))).isEqualTo(members);
          members.forEach(member -> PairedDevice.requireName(member.name()));
        });
  }

  private static boolean snapshot(byte[] input) throws IOException {
    return reads(
        input,
        json -> {
          Snapshot read = SnapshotJson.read(json, REPO, COMMIT);
          Snapshot again = SnapshotJson.read(SnapshotJson.write(read), REPO, COMMIT);
          assertThat(again.files()).containsExactlyElementsOf(read.files());
        });
  }

  private static boolean refs(byte[] input) throws IOException {
    return reads(
        input,
        json -> {
          PeerTreeSource.refs(json);
          PeerTreeSource.resolved(REPO, Revision.MAIN, json);
        });
  }

  private static boolean hashes(byte[] input) {
    try {
      String header = new String(input, StandardCharsets.ISO_8859_1);
      return PeerBlobSource.hashes(header, new ByteRange(0, 2 * PeerProtocol.CHUNK_BYTES), "nas")
              .length
          == 64;
    } catch (SourceException e) {
      return false;
    }
  }

  private static boolean oldNodes(byte[] input) throws IOException {
    return reads(input, json -> LegacyNodesFile.parse(json));
  }
}
