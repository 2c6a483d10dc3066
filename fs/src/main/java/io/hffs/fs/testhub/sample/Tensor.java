package io.hffs.fs.testhub.sample;

import io.hffs.fs.testhub.TestContent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A tensor as a safetensors file holds it.
 *
 * @param dtype {@code F32}, {@code BF16}
 * @param data row by row, little-endian
 */
record Tensor(String name, String dtype, List<Integer> shape, TestContent data) {

  Tensor {
    shape = List.copyOf(shape);
    long elements = shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    if (elements * bytesPerElement(dtype) != data.sizeBytes()) {
      throw new IllegalArgumentException(
          name + ": " + data.sizeBytes() + " bytes for " + shape + " of " + dtype);
    }
  }

  static Tensor floats(String name, List<Integer> shape, float... values) {
    ByteBuffer data =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    return new Tensor(name, "F32", shape, TestContent.of(data.array()));
  }

  private static int bytesPerElement(String dtype) {
    return switch (dtype) {
      case "F32" -> 4;
      case "BF16" -> 2;
      default -> throw new IllegalArgumentException("unknown type: " + dtype);
    };
  }
}
