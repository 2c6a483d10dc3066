package io.hffs.fs.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hffs.fs.range.ByteRange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {

  private static final String TWO_TENSORS =
      "{\"__metadata__\":{\"format\":\"pt\",\"data_offsets\":\"x\"},"
          + "\"b\":{\"dtype\":\"F32\",\"shape\":[2,{}],\"data_offsets\":[8,24]},"
          + "\"a\":{\"data_offsets\":[0,8],\"dtype\":\"F16\"}}   ";

  private static TensorLayout parse(String json, long dataBytes) throws Exception {
    byte[] header = json.getBytes(StandardCharsets.UTF_8);
    return Safetensors.parse(header, 8 + header.length + dataBytes);
  }

  private static ByteBuffer length(long value) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value);
  }

  @Test
  void theHeaderEndsWhereItsLengthSays() throws Exception {
    assertThat(Safetensors.headerEnd(length(0x0102), 1000)).isEqualTo(8 + 0x0102);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 993, Long.MIN_VALUE, Long.MAX_VALUE, 100_000_001})
  void aLengthThatCannotBeIsRefused(long claimed) {
    assertThatThrownBy(() -> Safetensors.headerEnd(length(claimed), 1000))
        .isInstanceOf(MalformedHeaderException.class)
        .hasMessageContaining(Long.toString(claimed));
  }

  @Test
  void tensorsLieAfterTheHeaderInTheOrderOfTheirBytes() throws Exception {
    TensorLayout layout = parse(TWO_TENSORS, 24);

    long start = layout.dataStart();
    assertThat(start).isEqualTo(8 + TWO_TENSORS.length());
    assertThat(layout.count()).isEqualTo(2);
    assertThat(layout.at(start)).isEqualTo(new ByteRange(start, start + 8));
    assertThat(layout.at(start + 7)).isEqualTo(new ByteRange(start, start + 8));
    assertThat(layout.at(start + 8)).isEqualTo(new ByteRange(start + 8, start + 24));
    assertThat(layout.at(start + 24).isEmpty()).isTrue();
    assertThat(layout.at(0)).as("before the first").isEqualTo(new ByteRange(start, start + 8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{\"a\":1}",
        "{\"a\":{}}",
        "{\"a\":{\"data_offsets\":[0]}}",
        "{\"a\":{\"data_offsets\":[0,1,2]}}",
        "{\"a\":{\"data_offsets\":[-1,1]}}",
        "{\"a\":{\"data_offsets\":[2,1]}}",
        "{\"a\":{\"data_offsets\":[0,25]}}",
        "{\"a\":{\"data_offsets\":[0,99999999999999999999]}}",
        "{\"a\":{\"data_offsets\":[0,\"1\"]}}",
        "{\"a\":{\"data_offsets\":[0,1]}",
      })
  void whatIsNoHeaderIsRefused(String json) {
    assertThatThrownBy(() -> parse(json, 24)).isInstanceOf(MalformedHeaderException.class);
  }

  @Test
  void damagedHeadersGiveALayoutInsideTheFileOrARefusal() throws Exception {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] json = TWO_TENSORS.getBytes(StandardCharsets.UTF_8);
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        json[random.nextInt(json.length)] = (byte) random.nextInt(256);
      }
      long fileBytes = 8L + json.length + 24;
      try {
        TensorLayout layout = Safetensors.parse(json, fileBytes);
        for (long offset = 0; offset <= fileBytes; offset++) {
          assertThat(layout.at(offset).end()).isLessThanOrEqualTo(fileBytes);
        }
      } catch (MalformedHeaderException e) {
        assertThat(e).hasMessageContaining("safetensors");
      }
    }
  }
}
