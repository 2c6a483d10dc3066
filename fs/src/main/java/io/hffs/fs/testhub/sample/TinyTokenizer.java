package io.hffs.fs.testhub.sample;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A byte-level BPE tokenizer, small and real: every text can be encoded and comes back the same.
 * Its files are what the {@code tokenizers} library and transformers read.
 */
final class TinyTokenizer {

  static final String PAD = "<pad>";
  static final String BEGIN = "<s>";
  static final String END = "</s>";
  static final int PAD_ID = 0;
  static final int BEGIN_ID = 1;
  static final int END_ID = 2;

  /** The most frequent pairs of English text, in the order of their making; Ġ is a space. */
  private static final List<String> MERGES =
      List.of(
          "Ġ t", "h e", "Ġ a", "i n", "r e", "o n", "Ġt he", "e r", "Ġ s", "a t", "Ġ w", "Ġ o",
          "e n", "Ġ c", "i t", "i s", "a n", "o r", "e s", "Ġ b", "e d", "Ġ f", "in g", "Ġ p",
          "o u", "Ġa n", "a l", "a r", "Ġt o", "Ġ m", "Ġo f", "Ġ in", "Ġ d", "Ġ h", "Ġan d");

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private TinyTokenizer() {}

  /** Returns how many tokens there are; ids are below it. */
  static int vocabularySize() {
    return vocabulary().size();
  }

  private static Map<String, Integer> vocabulary() {
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    List.of(PAD, BEGIN, END).forEach(token -> vocabulary.put(token, vocabulary.size()));
    byteSymbols().forEach(symbol -> vocabulary.put(symbol, vocabulary.size()));
    MERGES.forEach(pair -> vocabulary.put(pair.replace(" ", ""), vocabulary.size()));
    return vocabulary;
  }

  /** Returns the printable character that stands for each byte, as GPT-2 defined it. */
  private static List<String> byteSymbols() {
    List<String> symbols = new ArrayList<>();
    int shifted = 0;
    for (int b = 0; b < 256; b++) {
      boolean printable = (b >= '!' && b <= '~') || (b >= 0xa1 && b <= 0xac) || b >= 0xae;
      symbols.add(Character.toString(printable ? b : 256 + shifted++));
    }
    return symbols;
  }

  /** Returns tokenizer.json. */
  static String tokenizerJson() {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("version", "1.0").putNull("truncation").putNull("padding");
    ArrayNode added = root.putArray("added_tokens");
    addSpecial(added, PAD_ID, PAD);
    addSpecial(added, BEGIN_ID, BEGIN);
    addSpecial(added, END_ID, END);
    root.putNull("normalizer");
    byteLevel(root.putObject("pre_tokenizer"));
    byteLevel(root.putObject("post_processor"));
    byteLevel(root.putObject("decoder"));
    ObjectNode model = root.putObject("model").put("type", "BPE");
    for (String absent :
        List.of("dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix")) {
      model.putNull(absent);
    }
    model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
    ObjectNode vocabulary = model.putObject("vocab");
    vocabulary().forEach(vocabulary::put);
    ArrayNode merges = model.putArray("merges");
    MERGES.forEach(merges::add);
    return root.toPrettyString() + "\n";
  }

  private static void addSpecial(ArrayNode added, int id, String token) {
    ObjectNode node = added.addObject().put("id", id).put("content", token);
    node.put("single_word", false).put("lstrip", false).put("rstrip", false);
    node.put("normalized", false).put("special", true);
  }

  private static void byteLevel(ObjectNode node) {
    node.put("type", "ByteLevel").put("add_prefix_space", false);
    node.put("trim_offsets", true).put("use_regex", true);
  }

  /** Returns tokenizer_config.json. */
  static String configJson() {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("tokenizer_class", "PreTrainedTokenizerFast").put("model_max_length", 256);
    root.put("bos_token", BEGIN).put("eos_token", END).put("pad_token", PAD);
    root.put("clean_up_tokenization_spaces", false);
    return root.toPrettyString() + "\n";
  }
}
