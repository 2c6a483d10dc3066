package io.hffs.fs.testhub.sample;

import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.TestTree;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** A data set that {@code load_dataset} reads: CSV splits, JSON lines, and an array of NumPy. */
final class FruitsDataset {

  private static final List<String> FRUITS =
      List.of("apple", "banana", "cherry", "fig", "grape", "lemon", "mango", "pear", "plum");
  private static final int EMBEDDING_WIDTH = 16;

  private final Random random = new Random(20_250_102);

  private FruitsDataset() {}

  static void addTo(TestTree.Builder files) {
    FruitsDataset rows = new FruitsDataset();
    files
        .text(".gitattributes", "*.npy filter=lfs diff=lfs merge=lfs -text\n")
        .text("README.md", README)
        .text("data/train.csv", rows.csv(2000))
        .text("data/test.csv", rows.csv(200))
        .text("reviews/reviews.jsonl", rows.reviews(500))
        .lfs("embeddings/fruits.npy", rows.embeddings());
  }

  private static final String README =
      """
      ---
      license: cc0-1.0
      configs:
      - config_name: default
        data_files:
        - split: train
          path: data/train.csv
        - split: test
          path: data/test.csv
      - config_name: reviews
        data_files: reviews/reviews.jsonl
      ---
      # Fruits

      Measurements of fruits that were never grown. Made by hffs for trying things out.
      """;

  private String csv(int rows) {
    StringBuilder csv = new StringBuilder("fruit,grams,price\n");
    for (int i = 0; i < rows; i++) {
      csv.append(
          String.format(
              Locale.ROOT,
              "%s,%d,%.2f\n",
              FRUITS.get(random.nextInt(FRUITS.size())),
              20 + random.nextInt(400),
              0.1 + random.nextDouble() * 5));
    }
    return csv.toString();
  }

  private String reviews(int rows) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < rows; i++) {
      String fruit = FRUITS.get(random.nextInt(FRUITS.size()));
      int stars = 1 + random.nextInt(5);
      lines.append(
          "{\"fruit\": \"%s\", \"stars\": %d, \"text\": \"%s of them, and no regrets\"}\n"
              .formatted(fruit, stars, stars));
    }
    return lines.toString();
  }

  /** Returns a file as numpy.save makes it: one row of floats for each fruit. */
  private TestContent embeddings() {
    String header =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }"
            .formatted(FRUITS.size(), EMBEDDING_WIDTH);
    int headerBytes = 118;
    ByteBuffer file =
        ByteBuffer.allocate(10 + headerBytes + FRUITS.size() * EMBEDDING_WIDTH * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) headerBytes);
    String padded = header + " ".repeat(headerBytes - 1 - header.length()) + "\n";
    file.put(padded.getBytes(StandardCharsets.US_ASCII));
    while (file.hasRemaining()) {
      file.putFloat((float) random.nextGaussian());
    }
    return TestContent.of(file.array());
  }
}
