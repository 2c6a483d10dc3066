package io.hffs.fs.weights;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.fuzz.FuzzTarget;
import io.hffs.fs.range.ByteRange;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The headers of files that anybody may have put on the Hub. */
public final class WeightsFuzz implements FuzzTarget.Provider {

  private static final long DATA_BYTES = 1 << 20;

  @Override
  public List<FuzzTarget> targets() {
    return List.of(
        new FuzzTarget("safetensors", WeightsFuzz::safetensors),
        new FuzzTarget("gguf", WeightsFuzz::gguf));
  }

  private static boolean safetensors(byte[] input) {
    if (input.length < Safetensors.LENGTH_BYTES) {
      return false;
    }
    long fileBytes = input.length + DATA_BYTES;
    try {
      Safetensors.headerEnd(ByteBuffer.wrap(input), fileBytes);
    } catch (MalformedHeaderException e) {
      // The JSON has a right to be read all the same.
    }
    try {
      byte[] json = Arrays.copyOfRange(input, Safetensors.LENGTH_BYTES, input.length);
      return isInside(Safetensors.parse(json, fileBytes), fileBytes);
    } catch (MalformedHeaderException e) {
      return false;
    }
  }

  private static boolean gguf(byte[] input) {
    boolean read = false;
    for (long fileBytes :
        new long[] {input.length, input.length + DATA_BYTES, Long.MAX_VALUE / 2}) {
      try {
        Optional<TensorLayout> layout = Gguf.parse(ByteBuffer.wrap(input), fileBytes);
        read |= layout.isPresent() && isInside(layout.get(), fileBytes);
      } catch (MalformedHeaderException e) {
        // A longer file may be fine.
      }
    }
    return read;
  }

  private static boolean isInside(TensorLayout layout, long fileBytes) {
    for (long offset = 0; offset < fileBytes && offset >= 0; offset += fileBytes / 7 + 1) {
      ByteRange tensor = layout.at(offset);
      assertThat(tensor.end()).isLessThanOrEqualTo(fileBytes);
    }
    return true;
  }
}
