package io.hffs.fs.testhub.sample;

import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.TestTree;
import java.util.List;
import java.util.stream.IntStream;

/** A safetensors file of 8 GiB with a true header and generated tensors; it takes no space. */
final class HugeModel {

  static final String FILE = "model.safetensors";

  /** Of the whole content; computing it takes seconds, so it stands here. */
  static final String SHA256 = "3ff37d8fe6a162fb19cbd562ccd55de00b80fdd930d297b2edd2a0fa6940bcce";

  private static final int TENSORS = 32;
  private static final int ROWS = 8192;
  private static final int COLUMNS = 16384;

  private HugeModel() {}

  static void addTo(TestTree.Builder files) {
    files
        .text(".gitattributes", "*.safetensors filter=lfs diff=lfs merge=lfs -text\n")
        .text("README.md", "# Huge\n\n8 GiB of random weights, made up as they are read.\n")
        .text("config.json", "{\"model_type\": \"hffs-demo-random\"}\n")
        .lfs(FILE, content(), SHA256);
  }

  static TestContent content() {
    List<Tensor> tensors =
        IntStream.range(0, TENSORS)
            .mapToObj(
                i ->
                    new Tensor(
                        "model.layers.%d.weight".formatted(i),
                        "BF16",
                        List.of(ROWS, COLUMNS),
                        TestContent.generated(1000 + i, 2L * ROWS * COLUMNS)))
            .toList();
    return SafetensorsWriter.write(tensors);
  }
}
