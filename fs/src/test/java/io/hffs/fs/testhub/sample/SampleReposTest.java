package io.hffs.fs.testhub.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hffs.fs.testhub.ContentDigests;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.TestFile;
import io.hffs.fs.testhub.TestHub;
import io.hffs.fs.testhub.TestRepo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

class SampleReposTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private TestHub hub;

  @BeforeEach
  void start() throws Exception {
    hub = TestHub.start();
    SampleRepos.addAll(hub);
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  @Test
  void eachStartMakesTheSameCommits() throws Exception {
    try (TestHub other = TestHub.start()) {
      SampleRepos.addAll(other);
      for (String id :
          List.of(
              SampleRepos.TINY_LLAMA,
              SampleRepos.TINY_LLAMA_SHARDED,
              SampleRepos.MANY_FILES,
              SampleRepos.HUGE,
              SampleRepos.FRUITS,
              SampleRepos.HELLO_SPACE)) {
        assertThat(hub.repo(id).head()).as(id).isEqualTo(other.repo(id).head());
      }
    }
  }

  @Test
  void safetensorsHeaderCoversTheFileWithoutGaps() throws Exception {
    assertCovered(hub.repo(SampleRepos.TINY_LLAMA).file("main", "model.safetensors"));
    assertCovered(hub.repo(SampleRepos.HUGE).file("main", "model.safetensors"));
  }

  @Test
  void shardsHoldTheTensorsOfTheWhole() throws Exception {
    TestRepo sharded = hub.repo(SampleRepos.TINY_LLAMA_SHARDED);
    Map<String, byte[]> shards = new TreeMap<>();
    JsonNode index =
        MAPPER.readTree(sharded.file("main", "model.safetensors.index.json").content().bytes());
    for (int i = 1; i <= 3; i++) {
      String name = "model-0000" + i + "-of-00003.safetensors";
      Map<String, byte[]> part = tensors(sharded.file("main", name));
      part.keySet()
          .forEach(
              tensor -> assertThat(index.path("weight_map").path(tensor).asText()).isEqualTo(name));
      shards.putAll(part);
    }

    Map<String, byte[]> whole =
        tensors(hub.repo(SampleRepos.TINY_LLAMA).file("main", "model.safetensors"));
    assertThat(shards.keySet()).isEqualTo(whole.keySet());
    whole.forEach((name, data) -> assertThat(shards.get(name)).as(name).isEqualTo(data));
  }

  @Test
  void tokenizerHasEveryByteAndOnlyMergesOfKnownTokens() throws Exception {
    JsonNode model = MAPPER.readTree(TinyTokenizer.tokenizerJson()).path("model");
    JsonNode vocabulary = model.path("vocab");

    assertThat(vocabulary.size()).isEqualTo(TinyTokenizer.vocabularySize());
    for (JsonNode merge : model.path("merges")) {
      String[] pair = merge.asText().split(" ", -1);
      assertThat(vocabulary.has(pair[0]) && vocabulary.has(pair[1])).as(merge.asText()).isTrue();
      assertThat(vocabulary.path(pair[0] + pair[1]).asInt())
          .as("made after its parts: " + merge.asText())
          .isGreaterThan(
              Math.max(vocabulary.path(pair[0]).asInt(), vocabulary.path(pair[1]).asInt()));
    }
    assertThat(
            MAPPER
                .readTree(
                    hub.repo(SampleRepos.TINY_LLAMA).file("main", "config.json").content().bytes())
                .path("vocab_size")
                .asInt())
        .isGreaterThanOrEqualTo(TinyTokenizer.vocabularySize());
  }

  @Test
  void manyFilesHasHundredsAndAllOddNames() {
    var files = hub.repo(SampleRepos.MANY_FILES).resolve("main").orElseThrow().tree().files();

    assertThat(files).hasSizeGreaterThan(300);
    assertThat(files.keySet())
        .containsAll(ManyFiles.ODD_NAMES.stream().map(name -> "odd names/" + name).toList());
    assertThat(files.values()).anyMatch(file -> file.sizeBytes() == 0 && !file.isLfs());
  }

  @Test
  void bigFileHasItsRealDigest() throws Exception {
    TestRepo repo = SampleRepos.addBigFile(hub, "acme/big", 10_000_000);
    TestFile file = repo.file("main", "model.safetensors");

    assertThat(file.blob().hex()).isEqualTo(ContentDigests.sha256(file.content()));
  }

  /** Hashes 8 GiB: about seven seconds; for whoever changes the content. */
  @Test
  @EnabledIfSystemProperty(named = "hffs.slow", matches = "true")
  void declaredDigestOfTheHugeModelIsTheRealOne() throws Exception {
    assertThat(ContentDigests.sha256(HugeModel.content())).isEqualTo(HugeModel.SHA256);
  }

  /** The ends of the content stand for the whole in the default build. */
  @Test
  void hugeModelIsStillTheContentThatWasHashed() throws Exception {
    TestContent content = HugeModel.content();
    TestContent ends =
        TestContent.joined(
            TestContent.of(content.bytes(0, 1 << 20)),
            TestContent.of(content.bytes(content.sizeBytes() - (1 << 20), 1 << 20)));

    assertThat(content.sizeBytes()).isEqualTo(8_589_937_872L);
    assertThat(ContentDigests.sha256(ends))
        .isEqualTo("0019c7d72eaf76bd258c900ceac79898aa9d82a8e28e158b63339b66d1699cb2");
  }

  private static void assertCovered(TestFile file) throws Exception {
    long end = 0;
    for (JsonNode tensor : header(file)) {
      if (tensor.has("dtype")) {
        assertThat(tensor.path("data_offsets").get(0).asLong()).isEqualTo(end);
        end = tensor.path("data_offsets").get(1).asLong();
      }
    }
    assertThat(8 + headerBytes(file) + end).isEqualTo(file.sizeBytes());
  }

  private static Map<String, byte[]> tensors(TestFile file) throws Exception {
    Map<String, byte[]> tensors = new TreeMap<>();
    long data = 8 + headerBytes(file);
    for (var entry : header(file).properties()) {
      JsonNode offsets = entry.getValue().path("data_offsets");
      if (!offsets.isMissingNode()) {
        long start = offsets.get(0).asLong();
        int length = (int) (offsets.get(1).asLong() - start);
        tensors.put(entry.getKey(), file.content().bytes(data + start, length));
      }
    }
    return tensors;
  }

  private static JsonNode header(TestFile file) throws Exception {
    byte[] json = file.content().bytes(8, (int) headerBytes(file));
    return MAPPER.readTree(new String(json, StandardCharsets.UTF_8));
  }

  private static long headerBytes(TestFile file) {
    return ByteBuffer.wrap(file.content().bytes(0, 8)).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }
}
