package io.hffs.fs.testhub.sample;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hffs.fs.testhub.TestTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A Llama of 41,000 parameters with random weights, always the same ones. */
final class TinyLlama {

  private static final int HIDDEN = 32;
  private static final int INTERMEDIATE = 64;
  private static final int LAYERS = 2;
  private static final int HEADS = 4;
  private static final int KEY_VALUE_HEADS = 2;
  private static final int VOCABULARY = 320;
  private static final double DEVIATION = 0.02;
  private static final int SHARDS = 3;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Random random = new Random(20_250_101);

  private TinyLlama() {}

  /** Puts the model with its weights in one file. */
  static void addTo(TestTree.Builder files) {
    addCommon(files);
    files.lfs("model.safetensors", SafetensorsWriter.write(new TinyLlama().tensors()));
  }

  /** Puts the same model with its weights in three files and an index. */
  static void addShardedTo(TestTree.Builder files) {
    addCommon(files);
    List<Tensor> tensors = new TinyLlama().tensors();
    ObjectNode index = MAPPER.createObjectNode();
    long totalSize = tensors.stream().mapToLong(tensor -> tensor.data().sizeBytes()).sum();
    index.putObject("metadata").put("total_size", totalSize);
    ObjectNode weightMap = index.putObject("weight_map");
    for (int shard = 0; shard < SHARDS; shard++) {
      List<Tensor> part =
          tensors.subList(tensors.size() * shard / SHARDS, tensors.size() * (shard + 1) / SHARDS);
      String name = "model-%05d-of-%05d.safetensors".formatted(shard + 1, SHARDS);
      files.lfs(name, SafetensorsWriter.write(part));
      part.forEach(tensor -> weightMap.put(tensor.name(), name));
    }
    files.text("model.safetensors.index.json", index.toPrettyString() + "\n");
  }

  private static void addCommon(TestTree.Builder files) {
    files
        .text(".gitattributes", "*.safetensors filter=lfs diff=lfs merge=lfs -text\n")
        .text("config.json", configJson())
        .text("generation_config.json", generationConfigJson())
        .text("tokenizer.json", TinyTokenizer.tokenizerJson())
        .text("tokenizer_config.json", TinyTokenizer.configJson());
  }

  private static String configJson() {
    ObjectNode config = MAPPER.createObjectNode();
    config.putArray("architectures").add("LlamaForCausalLM");
    config.put("model_type", "llama").put("torch_dtype", "float32");
    config.put("hidden_size", HIDDEN).put("intermediate_size", INTERMEDIATE);
    config.put("num_hidden_layers", LAYERS).put("num_attention_heads", HEADS);
    config.put("num_key_value_heads", KEY_VALUE_HEADS).put("head_dim", HIDDEN / HEADS);
    config.put("hidden_act", "silu").put("max_position_embeddings", 256);
    config.put("rms_norm_eps", 1e-5).put("rope_theta", 10000.0);
    config.put("attention_bias", false).put("mlp_bias", false).put("attention_dropout", 0.0);
    config.put("initializer_range", DEVIATION).put("tie_word_embeddings", false);
    config.put("vocab_size", VOCABULARY).put("use_cache", true);
    return withTokenIds(config).toPrettyString() + "\n";
  }

  private static String generationConfigJson() {
    ObjectNode config = MAPPER.createObjectNode().put("do_sample", false);
    return withTokenIds(config).toPrettyString() + "\n";
  }

  private static ObjectNode withTokenIds(ObjectNode config) {
    config.put("bos_token_id", TinyTokenizer.BEGIN_ID).put("eos_token_id", TinyTokenizer.END_ID);
    return config.put("pad_token_id", TinyTokenizer.PAD_ID);
  }

  private List<Tensor> tensors() {
    int headWidth = HIDDEN / HEADS;
    List<Tensor> tensors = new ArrayList<>();
    tensors.add(matrix("model.embed_tokens.weight", VOCABULARY, HIDDEN));
    for (int layer = 0; layer < LAYERS; layer++) {
      String prefix = "model.layers." + layer + ".";
      tensors.add(ones(prefix + "input_layernorm.weight"));
      tensors.add(matrix(prefix + "self_attn.q_proj.weight", HIDDEN, HIDDEN));
      tensors.add(matrix(prefix + "self_attn.k_proj.weight", KEY_VALUE_HEADS * headWidth, HIDDEN));
      tensors.add(matrix(prefix + "self_attn.v_proj.weight", KEY_VALUE_HEADS * headWidth, HIDDEN));
      tensors.add(matrix(prefix + "self_attn.o_proj.weight", HIDDEN, HIDDEN));
      tensors.add(ones(prefix + "post_attention_layernorm.weight"));
      tensors.add(matrix(prefix + "mlp.gate_proj.weight", INTERMEDIATE, HIDDEN));
      tensors.add(matrix(prefix + "mlp.up_proj.weight", INTERMEDIATE, HIDDEN));
      tensors.add(matrix(prefix + "mlp.down_proj.weight", HIDDEN, INTERMEDIATE));
    }
    tensors.add(ones("model.norm.weight"));
    tensors.add(matrix("lm_head.weight", VOCABULARY, HIDDEN));
    return tensors;
  }

  private Tensor matrix(String name, int rows, int columns) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * DEVIATION);
    }
    return Tensor.floats(name, List.of(rows, columns), values);
  }

  private static Tensor ones(String name) {
    float[] values = new float[HIDDEN];
    Arrays.fill(values, 1);
    return Tensor.floats(name, List.of(HIDDEN), values);
  }
}
