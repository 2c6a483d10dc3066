package io.hffs.fs.testhub.sample;

import io.hffs.fs.testhub.TestContent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes safetensors files: the length of the header (8 bytes, little-endian), the header in JSON,
 * then the tensors without gaps.
 *
 * <pre>
 * {"__metadata__":{"format":"pt"},"lm_head.weight":{"dtype":"F32","shape":[4,2],"data_offsets":[0,32]}}
 * </pre>
 */
final class SafetensorsWriter {

  private SafetensorsWriter() {}

  /** Returns the file; the data of the tensors is not copied. */
  static TestContent write(List<Tensor> tensors) {
    List<TestContent> parts = new ArrayList<>();
    parts.add(TestContent.of(header(tensors)));
    tensors.forEach(tensor -> parts.add(tensor.data()));
    return TestContent.joined(parts.toArray(TestContent[]::new));
  }

  private static byte[] header(List<Tensor> tensors) {
    StringBuilder json = new StringBuilder("{\"__metadata__\":{\"format\":\"pt\"}");
    long offset = 0;
    for (Tensor tensor : tensors) {
      long end = offset + tensor.data().sizeBytes();
      json.append(",\"%s\":{\"dtype\":\"%s\",".formatted(tensor.name(), tensor.dtype()));
      json.append("\"shape\":" + tensor.shape().toString().replace(" ", "") + ",");
      json.append("\"data_offsets\":[%d,%d]}".formatted(offset, end));
      offset = end;
    }
    json.append('}');
    // Padded so that the tensors are aligned for whoever maps the file.
    while (json.length() % Long.BYTES != 0) {
      json.append(' ');
    }
    byte[] text = json.toString().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Long.BYTES + text.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(text.length)
        .put(text)
        .array();
  }
}
