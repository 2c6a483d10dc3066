package io.hffs.fs.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JacksonException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonBytesTest {

  /** What Jackson takes for UTF-32, and then fails to decode. */
  private static final byte[] NO_TEXT = {0x7b, 0, 0, 0, 0x3b, (byte) 0x9a, (byte) 0xc9, -1};

  @Test
  void bytesThatAreNoTextAreNoJson() {
    assertThatThrownBy(() -> JsonBytes.foreign(NO_TEXT)).isInstanceOf(JacksonException.class);
    assertThatThrownBy(() -> JsonBytes.stored(NO_TEXT)).isInstanceOf(JacksonException.class);
  }

  @Test
  void whatFollowsTheValueIsNotPassedOver() {
    assertThatThrownBy(() -> JsonBytes.stored(bytes("{} {}"))).isInstanceOf(JacksonException.class);
    assertThatThrownBy(() -> JsonBytes.stored(bytes("{}\0\0\0")))
        .isInstanceOf(JacksonException.class);
  }

  @Test
  void smallPartsDoNotBecomeALargeTree() {
    byte[] parts = bytes("[" + "[],".repeat(5_000_000) + "0]");
    assertThatThrownBy(() -> JsonBytes.foreign(parts)).isInstanceOf(JacksonException.class);
  }

  @Test
  void aTreeOfAHundredThousandFilesIsRead() throws Exception {
    String file = "[\"models/part-00001.bin\",1000000,\"" + "0a".repeat(32) + "\"]";
    byte[] tree = bytes("{\"files\":[" + (file + ",").repeat(99_999) + file + "]}");
    assertThat(JsonBytes.foreign(tree).path("files")).hasSize(100_000);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
