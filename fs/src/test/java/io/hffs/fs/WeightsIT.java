package io.hffs.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.testhub.TestContent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reading weights fetches: by header, by tensor, by shard. In bytes that the hub sent. */
@RequiresFuse
class WeightsIT {

  private static final long MIB = 1 << 20;
  private static final int TENSORS = 16;
  private static final long TENSOR_BYTES = 10 * MIB;

  /**
   * Opens a file, reads at an offset as a loader does by mmap, and stays until its input ends. A
   * touch shows nothing when the header is parsed after it: then comes another page each second, as
   * long as that is in the first half of a tensor.
   */
  private static final String TOUCH =
      """
      import mmap, select, struct, sys, time
      with open(sys.argv[1], 'rb') as file:
          length, = struct.unpack('<Q', file.read(8))
          file.read(length)
          time.sleep(0.5)
          with mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as data:
              begin, end = int(sys.argv[2]), int(sys.argv[3])
              for offset in range(begin, end, 4096):
                  data[8 + length + offset]
              for mib in range(1, 4):
                  if begin < end and not select.select([sys.stdin], [], [], 1)[0]:
                      data[8 + length + end + (mib << 20)]
              sys.stdin.read()
      """;

  @TempDir Path temp;
  private MountedHub mounted;

  @BeforeEach
  void mount() throws Exception {
    mounted = MountedHub.in(temp.resolve("home"));
    mounted
        .hub()
        .addRepo("acme/sharded")
        .commit(
            "first",
            files -> {
              for (int shard = 1; shard <= 3; shard++) {
                files.lfs("model-0000%d-of-00003.safetensors".formatted(shard), weights(shard));
              }
            });
  }

  @AfterEach
  void unmount() throws Exception {
    mounted.close();
  }

  private static TestContent weights(int seed) {
    StringBuilder json = new StringBuilder("{");
    for (int i = 0; i < TENSORS; i++) {
      json.append(i == 0 ? "" : ",")
          .append(
              "\"t%d\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[%d,%d]}"
                  .formatted(i, TENSOR_BYTES, i * TENSOR_BYTES, (i + 1) * TENSOR_BYTES));
    }
    byte[] header = json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    return TestContent.joined(
        TestContent.of(length.putLong(header.length).array()),
        TestContent.of(header),
        TestContent.generated(seed, TENSORS * TENSOR_BYTES));
  }

  private Path shard(int number) {
    return mounted.path("acme/sharded/main/model-0000%d-of-00003.safetensors".formatted(number));
  }

  /** Returns what was sent in all, of which the file is kept open for the first bytes. */
  private long touch(int shard, long from, long to, long keptOpenBytes) throws Exception {
    mounted.hub().clearRequests();
    Process loader = Shell.start("python3", "-c", TOUCH, shard(shard), from, to);
    try {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (mounted.hub().bytesSent() < keptOpenBytes
          && loader.isAlive()
          && System.nanoTime() < deadline) {
        Thread.sleep(10);
      }
      loader.getOutputStream().close();
      assertThat(loader.waitFor(60, TimeUnit.SECONDS)).as("the loader ends").isTrue();
      assertThat(loader.errorReader().lines()).isEmpty();
      assertThat(loader.exitValue()).isZero();
    } finally {
      loader.destroyForcibly();
    }
    mounted.awaitIdle();
    return mounted.hub().bytesSent();
  }

  @Test
  void aHeaderIsAllThatIsReadOfIt() throws Exception {
    assertThat(touch(1, 0, 0, 0)).isLessThan(MIB + 50_000);
  }

  @Test
  void aTensorThatIsTouchedComesWhole() throws Exception {
    long chunks = TENSOR_BYTES + 2 * MIB; // one for the header; a tensor begins in the midst of one
    long sent = touch(1, 5 * TENSOR_BYTES, 5 * TENSOR_BYTES + 4096, chunks);

    assertThat(sent).isBetween(TENSOR_BYTES, 2 * TENSOR_BYTES);
    assertThat(touch(1, 5 * TENSOR_BYTES + MIB, 5 * TENSOR_BYTES + 2 * MIB, 0))
        .as("again")
        .isZero();
  }

  @Test
  void whoReadsAGoodPartOfAShardGetsItWholeAndTheNextOneToo() throws Exception {
    long shardBytes = TENSORS * TENSOR_BYTES;

    long sent = touch(1, 0, 45 * MIB, 2 * shardBytes);

    assertThat(sent)
        .as("two shards, each byte once")
        .isBetween(2 * shardBytes, 2 * shardBytes + MIB);
    assertThat(Shell.sh("sha256sum < \"$1\"", shard(2)).ok())
        .startsWith(
            mounted
                .hub()
                .repo("acme/sharded")
                .file("main", "model-00002-of-00003.safetensors")
                .blob()
                .hex());
  }
}
