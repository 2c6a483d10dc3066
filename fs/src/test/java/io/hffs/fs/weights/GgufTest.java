package io.hffs.fs.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hffs.fs.range.ByteRange;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GgufTest {

  private static final int DATA_BYTES = 4096;

  private final ByteBuffer bytes = ByteBuffer.allocate(10_000).order(ByteOrder.LITTLE_ENDIAN);

  private void string(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    bytes.putLong(encoded.length).put(encoded);
  }

  private void tensor(String name, long offset) {
    string(name);
    bytes.putInt(2).putLong(4).putLong(8).putInt(0).putLong(offset);
  }

  /** Every kind of value, an alignment of 64, and tensors at 0, 1024 and 2048. */
  private byte[] header() {
    bytes.put("GGUF".getBytes(StandardCharsets.US_ASCII)).putInt(3).putLong(3).putLong(5);
    string("general.architecture");
    bytes.putInt(8);
    string("llama");
    string("general.alignment");
    bytes.putInt(4).putInt(64);
    string("tokenizer.ggml.tokens");
    bytes.putInt(9).putInt(8).putLong(2);
    string("a");
    string("bc");
    string("tokenizer.ggml.scores");
    bytes.putInt(9).putInt(6).putLong(2).putFloat(0.5f).putFloat(1);
    string("llama.context_length");
    bytes.putInt(10).putLong(4096);
    tensor("output", 2048);
    tensor("first", 0);
    tensor("second", 1024);
    byte[] header = new byte[bytes.position()];
    bytes.get(0, header);
    return header;
  }

  private static Optional<TensorLayout> parse(byte[] start, long fileBytes) throws Exception {
    return Gguf.parse(ByteBuffer.wrap(start), fileBytes);
  }

  @Test
  void tensorsLieAfterThePaddedHeader() throws Exception {
    byte[] header = header();
    long dataStart = (header.length + 63L) / 64 * 64;

    TensorLayout layout = parse(header, dataStart + DATA_BYTES).orElseThrow();

    assertThat(layout.dataStart()).isEqualTo(dataStart);
    assertThat(layout.count()).isEqualTo(3);
    assertThat(layout.at(dataStart + 1024))
        .isEqualTo(new ByteRange(dataStart + 1024, dataStart + 2048));
    assertThat(layout.at(dataStart + 3000))
        .as("the last one ends with the file")
        .isEqualTo(new ByteRange(dataStart + 2048, dataStart + DATA_BYTES));
  }

  @Test
  void aHeaderOfWhichThereIsOnlyAPartNeedsMore() throws Exception {
    byte[] header = header();
    for (int length = 0; length < header.length; length++) {
      assertThat(parse(Arrays.copyOf(header, length), 10_000)).isEmpty();
    }
  }

  @Test
  void aHeaderThatIsLongerThanItsFileIsRefused() {
    byte[] header = header();

    assertThatThrownBy(() -> parse(Arrays.copyOf(header, 100), 100))
        .isInstanceOf(MalformedHeaderException.class);
  }

  @Test
  void anotherFileIsRefused() {
    assertThatThrownBy(() -> parse(new byte[64], 10_000))
        .isInstanceOf(MalformedHeaderException.class)
        .hasMessageContaining("GGUF");
  }

  @Test
  void damagedHeadersGiveALayoutInsideTheFileOrARefusal() throws Exception {
    byte[] sound = header();
    long fileBytes = (long) sound.length + DATA_BYTES;
    Random random = new Random(7);
    for (int i = 0; i < 50_000; i++) {
      byte[] header = sound.clone();
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        header[random.nextInt(header.length)] = (byte) random.nextInt(256);
      }
      try {
        Optional<TensorLayout> layout = parse(header, fileBytes);
        if (layout.isPresent()) {
          long offset = random.nextInt((int) fileBytes);
          assertThat(layout.get().at(offset).end()).isLessThanOrEqualTo(fileBytes);
        }
      } catch (MalformedHeaderException e) {
        assertThat(e).hasMessageContaining("GGUF");
      }
    }
  }

  @Test
  void anOffsetThatOverflowsIsRefused() {
    bytes.put("GGUF".getBytes(StandardCharsets.US_ASCII)).putInt(3).putLong(2).putLong(0);
    tensor("a", 0);
    tensor("b", Long.MAX_VALUE);

    assertThatThrownBy(() -> parse(bytes.array(), 20_000))
        .isInstanceOf(MalformedHeaderException.class)
        .hasMessageContaining("outside of the file");
  }

  @Test
  void tensorsThatAreOnlyClaimedTakeNoMemory() throws Exception {
    bytes.put("GGUF".getBytes(StandardCharsets.US_ASCII)).putInt(3).putLong(1_000_000).putLong(0);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    assertThat(parse(bytes.array(), 1 << 30)).isEmpty();

    long before = threads.getCurrentThreadAllocatedBytes();
    assertThat(parse(bytes.array(), 1 << 30)).isEmpty();

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
  }
}
