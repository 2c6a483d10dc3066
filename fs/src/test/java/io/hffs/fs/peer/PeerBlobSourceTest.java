package io.hffs.fs.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hffs.fs.device.DeviceIdentity;
import io.hffs.fs.device.PairedDevice;
import io.hffs.fs.device.PinnedTls;
import io.hffs.fs.faults.FaultCase;
import io.hffs.fs.faults.FaultRun;
import io.hffs.fs.range.ByteRange;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.Provenance;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import io.hffs.fs.source.SourceHealth;
import io.hffs.fs.transfer.SourceMeter;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a device answers is believed only as far as it can be checked. */
class PeerBlobSourceTest {

  private static final int MIB = 1 << 20;
  private static final byte[] CONTENT = content();
  private static final BlobRef BLOB =
      new BlobRef(
          BlobId.sha256("ab".repeat(32)),
          CONTENT.length,
          RepoId.parse("acme/tiny"),
          new CommitHash("1".repeat(40)),
          new RepoPath("a.bin"));

  @TempDir Path root;
  private final MockWebServer server = new MockWebServer();
  private final Holdings holdings = new Holdings(System::nanoTime);
  private final List<String> wrong = new ArrayList<>();
  private final ByteArrayOutputStream got = new ByteArrayOutputStream();
  private PeerConnection connection;
  private PeerBlobSource source;

  @BeforeEach
  void start() throws Exception {
    DeviceIdentity here = DeviceIdentity.open(root.resolve("here"));
    DeviceIdentity there = DeviceIdentity.open(root.resolve("there"));
    server.useHttps(PinnedTls.server(there, here.id()::equals).getSocketFactory());
    server.start();
    PairedDevice device =
        new PairedDevice(there.id(), 7, "desk", null, Instant.EPOCH, false, Set.of());
    connection = new PeerConnection("desk", PinnedTls.client(here, there.id()::equals));
    source =
        new PeerBlobSource(
            device,
            connection,
            holdings,
            path -> server.url(path),
            new SourceHealth("desk", Clock.systemUTC()),
            new SourceMeter(System::nanoTime),
            (who, what) -> wrong.add(what));
    holdings.apply(
        new HoldingsPage(
            "run", 1, 1, true, List.of(Holding.complete(BLOB.id(), BLOB.sizeBytes())), List.of()));
  }

  @AfterEach
  void stop() {
    connection.close();
    server.close();
  }

  @Test
  void wholeChunksAreAskedForAndGivenOnAsTheWordOfTheDevice() throws Exception {
    server.enqueue(answer(0, CONTENT.length, CONTENT, 0));

    fetch(MIB / 2, CONTENT.length);

    assertThat(got.toByteArray()).isEqualTo(Arrays.copyOfRange(CONTENT, MIB / 2, CONTENT.length));
    RecordedRequest request = server.takeRequest();
    assertThat(request.getUrl().encodedPath()).isEqualTo("/v1/blobs/" + BLOB.id().hex());
    assertThat(request.getHeaders().get("Range")).isEqualTo("bytes=0-" + (CONTENT.length - 1));
    assertThat(request.getHeaders().names()).doesNotContain("Authorization", "Cookie");
  }

  @Test
  void aChunkThatIsNotWhatTheDeviceSaidIsSeenByNobody() {
    byte[] lie = CONTENT.clone();
    lie[MIB + 5] ^= 1;
    server.enqueue(answer(0, CONTENT.length, lie, 0));

    SourceException thrown = failure(0, CONTENT.length);

    assertThat(thrown.kind()).isEqualTo(Kind.CORRUPT);
    assertThat(got.toByteArray()).isEqualTo(Arrays.copyOf(CONTENT, MIB));
    assertThat(wrong).containsExactly("chunk 1 of acme/tiny/a.bin");
  }

  @Test
  @FaultCase(21)
  void noneOfManyListsOfHashesThatWereChangedLetsABytePass(FaultRun run) {
    Random random = run.random();
    int count = run.times(40, 1_000);
    for (int i = 0; i < count; i++) {
      int before = got.size();
      MockResponse right = answer(2 * MIB, CONTENT.length, CONTENT, 0);
      server.enqueue(
          right
              .newBuilder()
              .setHeader(
                  PeerProtocol.CHUNKS, changed(right.getHeaders().get(PeerProtocol.CHUNKS), random))
              .build());

      assertThat(failure(2 * MIB, CONTENT.length).kind()).isEqualTo(Kind.CORRUPT);
      assertThat(got.size()).isEqualTo(before);
    }
    run.fired(count, "lists of hashes changed");
    run.figure(wrong.size() + " of them blamed on the device, the others were no lists");
  }

  private static String changed(String hashes, Random random) {
    byte[] bytes = Base64.getDecoder().decode(hashes);
    switch (random.nextInt(5)) {
      case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 1 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(64));
      case 2 -> {
        return hashes.substring(1 + random.nextInt(10)) + (random.nextBoolean() ? "!" : "*");
      }
      default -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Test
  @FaultCase(22)
  void aRightChunkOfAnotherPlaceIsRefusedWhereverItComesFrom(FaultRun run) {
    int count = 0;
    for (int from = 0; from < 2; from++) {
      for (int to = 0; to < 2; to++) {
        if (from != to) {
          byte[] moved = CONTENT.clone();
          System.arraycopy(CONTENT, from * MIB, moved, to * MIB, MIB);
          server.enqueue(answer(to * MIB, (to + 1) * MIB, moved, 0)); // under the right hash
          server.enqueue(answer(from * MIB, (from + 1) * MIB, CONTENT, 0)); // under its own range
          int start = to * MIB;
          assertThat(failure(start, start + MIB).kind()).isEqualTo(Kind.CORRUPT);
          assertThat(failure(start, start + MIB).kind()).isEqualTo(Kind.CORRUPT);
          count += 2;
        }
      }
    }
    assertThat(got.size()).isZero();
    run.fired(count, "right chunks of other places");
  }

  @Test
  void aRangeThatWasNotAskedForIsRefused() {
    server.enqueue(answer(MIB, 2 * MIB, CONTENT, 0));

    assertThat(failure(0, MIB).kind()).isEqualTo(Kind.CORRUPT);
    assertThat(got.size()).isZero();
  }

  @Test
  void anAnswerWithoutHashesIsRefused() {
    server.enqueue(
        answer(0, MIB, CONTENT, 0).newBuilder().removeHeader(PeerProtocol.CHUNKS).build());
    server.enqueue(
        answer(0, MIB, CONTENT, 0).newBuilder().setHeader(PeerProtocol.CHUNKS, "!").build());

    assertThat(failure(0, MIB).kind()).isEqualTo(Kind.CORRUPT);
    assertThat(failure(0, MIB).kind()).isEqualTo(Kind.CORRUPT);
    assertThat(got.size()).isZero();
  }

  @Test
  void theWholeFileForARangeIsRefused() {
    server.enqueue(answer(0, MIB, CONTENT, 0).newBuilder().code(200).build());

    assertThat(failure(0, MIB).kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(got.size()).isZero();
  }

  @Test
  void whatStopsInTheMiddleGivesTheChunksThatAreWhole() {
    server.enqueue(answer(0, CONTENT.length, CONTENT, MIB / 2));

    assertThat(failure(0, CONTENT.length).kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(got.toByteArray()).isEqualTo(Arrays.copyOf(CONTENT, 2 * MIB));
    assertThat(wrong).isEmpty();
  }

  @Test
  void aDeviceThatDoesNotHaveItAnyMoreIsNotAskedAgainUntilItSaysSo() {
    server.enqueue(new MockResponse.Builder().code(404).build());

    assertThat(failure(0, MIB).kind()).isEqualTo(Kind.ENTRY_NOT_FOUND);
    assertThat(source.held(BLOB.id(), new ByteRange(0, MIB))).isZero();
  }

  @Test
  void aBusyDeviceIsLeftAloneForAMoment() {
    server.enqueue(new MockResponse.Builder().code(503).build());

    assertThat(failure(0, MIB).kind()).isEqualTo(Kind.THROTTLED);
  }

  @Test
  void aNewDeviceIsAskedForLittle() throws Exception {
    assertThat(source.roomBytes(false)).isEqualTo(4L * MIB);
    SourceMeter.Transfer first = source.meter().begin(MIB);
    assertThat(source.roomBytes(false)).isZero();
    assertThat(source.roomBytes(true)).as("somebody waits").isEqualTo(4L * MIB);
    SourceMeter.Transfer second = source.meter().begin(MIB);
    assertThat(source.roomBytes(true)).isZero();
    first.close();
    second.close();
    for (int i = 0; i < 3; i++) {
      server.enqueue(answer(0, MIB, CONTENT, 0));
      fetch(0, MIB);
    }
    assertThat(source.roomBytes(false)).isEqualTo(PeerProtocol.MAX_RANGE_BYTES);
  }

  @Test
  void theLastPlaceAtADeviceIsForWhatSomebodyWaitsFor() throws Exception {
    for (int i = 0; i < 3; i++) {
      server.enqueue(answer(0, MIB, CONTENT, 0));
      fetch(0, MIB);
    }
    List<SourceMeter.Transfer> underWay =
        IntStream.range(0, 3).mapToObj(i -> source.meter().begin(MIB)).toList();
    assertThat(source.roomBytes(false)).isZero();
    assertThat(source.roomBytes(true)).isPositive();
    underWay.forEach(SourceMeter.Transfer::close);
  }

  @Test
  void oneConnectionServesOneRequestAfterAnother() throws Exception {
    for (int i = 0; i < 3; i++) {
      server.enqueue(answer(0, MIB, CONTENT, 0));
      fetch(0, MIB);
    }
    int connections = 0;
    for (int i = 0; i < 3; i++) {
      connections += server.takeRequest().getExchangeIndex() == 0 ? 1 : 0;
    }
    assertThat(connections).isEqualTo(1);
  }

  private void fetch(long start, long end) throws Exception {
    source.fetch(
        BLOB,
        new ByteRange(start, end),
        (bytes, from) -> {
          assertThat(from).isEqualTo(Provenance.attestedBy(7));
          byte[] copy = new byte[bytes.remaining()];
          bytes.get(copy);
          got.writeBytes(copy);
        });
  }

  private SourceException failure(long start, long end) {
    return catchThrowableOfType(SourceException.class, () -> fetch(start, end));
  }

  /** The range of {@code sent} with the hashes of what it should be, cut short by so many bytes. */
  private static MockResponse answer(int start, int end, byte[] sent, int missing) {
    ByteBuffer hashes = ByteBuffer.allocate((int) Holding.count(end - start) * 32);
    for (int at = start; at < end; at += MIB) {
      hashes.put(ChunkHash.of(ByteBuffer.wrap(CONTENT, at, Math.min(MIB, end - at))));
    }
    Buffer body = new Buffer().write(sent, start, end - start - missing);
    MockResponse.Builder answer =
        new MockResponse.Builder()
            .code(206)
            .addHeader("Content-Range", "bytes " + start + "-" + (end - 1) + "/" + CONTENT.length)
            .addHeader(PeerProtocol.CHUNKS, Base64.getEncoder().encodeToString(hashes.array()));
    return missing == 0
        ? answer.body(body).build()
        : answer
            .body(body)
            .setHeader("Content-Length", Integer.toString(end - start))
            .onResponseEnd(SocketEffect.ShutdownConnection.INSTANCE)
            .build();
  }

  private static byte[] content() {
    byte[] content = new byte[2 * MIB + MIB / 2 + 3];
    new Random(1).nextBytes(content);
    return content;
  }
}
