package io.hffs.fs.weights;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardsTest {

  @Test
  void oneShardFollowsTheOther() {
    assertThat(Shards.next("a/model-00001-of-00010.safetensors"))
        .contains("a/model-00002-of-00010.safetensors");
    assertThat(Shards.next("model-00009-of-00010.gguf")).contains("model-00010-of-00010.gguf");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model-00010-of-00010.safetensors",
        "model.safetensors",
        "model-00001-of-00010.bin",
        "model-1-of-2.safetensors",
        "model-99999-of-99999.gguf"
      })
  void afterTheLastAndForOtherFilesThereIsNone(String path) {
    assertThat(Shards.next(path)).isEmpty();
  }
}
