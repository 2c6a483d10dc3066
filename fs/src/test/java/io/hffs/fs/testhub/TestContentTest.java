package io.hffs.fs.testhub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestContentTest {

  private static final long SEED = Long.getLong("hffs.seed", 42);

  @TempDir Path directory;

  @Test
  void generatedContentIsSplitmix64() {
    // The reference implementation adds the increment before its first output; so do we here.
    TestContent content = TestContent.generated(0x9E3779B97F4A7C15L, 16);

    assertThat(HexFormat.of().formatHex(content.bytes()))
        .isEqualTo("afcd1d7b39a820e2f465b9a16a9e786e");
  }

  @Test
  void anyWindowOfGeneratedContentEqualsTheWhole() {
    assertEveryWindowEqualsTheWhole(TestContent.generated(SEED, 1003));
  }

  @Test
  void anyWindowOfJoinedContentEqualsTheWhole() {
    assertEveryWindowEqualsTheWhole(
        TestContent.joined(
            TestContent.generated(SEED, 13),
            TestContent.of(),
            TestContent.ofText("in the middle"),
            TestContent.generated(SEED + 1, 300)));
  }

  @Test
  void fileContentIsTheFile() throws Exception {
    byte[] bytes = TestContent.generated(SEED, 5000).bytes();
    Path file = Files.write(directory.resolve("f"), bytes);

    assertThat(TestContent.ofFile(file).bytes()).isEqualTo(bytes);
    assertEveryWindowEqualsTheWhole(TestContent.ofFile(file));
  }

  @Test
  void seedsMakeDifferentContent() {
    assertThat(TestContent.generated(1, 64).bytes())
        .isNotEqualTo(TestContent.generated(2, 64).bytes());
  }

  @Test
  void readPastTheEndReadsNothing() throws Exception {
    assertThat(TestContent.generated(SEED, 10).read(10, ByteBuffer.allocate(5))).isZero();
    assertThat(TestContent.generated(SEED, 10).read(99, ByteBuffer.allocate(5))).isZero();
  }

  @Test
  void offsetsBeyondFourGibibytesDoNotWrap() {
    long base = (1L << 33) + 3;
    TestContent content = TestContent.generated(SEED, 1L << 40);

    assertThat(content.bytes(base, 100)).isNotEqualTo(content.bytes(3, 100));
    assertThat(content.bytes(base + 50, 50))
        .isEqualTo(Arrays.copyOfRange(content.bytes(base, 100), 50, 100));
  }

  private static void assertEveryWindowEqualsTheWhole(TestContent content) {
    byte[] whole = content.bytes();
    Random random = new Random(SEED);
    for (int i = 0; i < 500; i++) {
      int offset = random.nextInt(whole.length);
      int length = random.nextInt(whole.length);
      assertThat(content.bytes(offset, length))
          .as("seed %d, %d bytes from %d", SEED, length, offset)
          .isEqualTo(Arrays.copyOfRange(whole, offset, Math.min(whole.length, offset + length)));
    }
  }
}
