package io.hffs.fs.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.hffs.fs.range.ByteRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The header of a safetensors file: 8 bytes with the length n of what follows, little-endian; n
 * bytes of JSON, {@code {"name": {"dtype": .., "shape": .., "data_offsets": [begin, end]}, ..}}
 * with offsets from the end of the header; then the tensors.
 *
 * @see <a href="https://github.com/huggingface/safetensors#format">the format</a>
 */
public final class Safetensors {

  /** Length of the first field, which says how long the header is. */
  public static final int LENGTH_BYTES = 8;

  /** The reference implementation takes no more. */
  private static final long MAX_HEADER_BYTES = 100_000_000;

  private static final JsonFactory JSON = new JsonFactory();

  private Safetensors() {}

  /**
   * Returns the offset at which the header ends.
   *
   * @param start the first {@link #LENGTH_BYTES} of the file
   * @param fileBytes length of the file
   */
  public static long headerEnd(ByteBuffer start, long fileBytes) throws MalformedHeaderException {
    long length = start.slice().order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    if (length < 2 || length > MAX_HEADER_BYTES || length > fileBytes - LENGTH_BYTES) {
      throw new MalformedHeaderException("a safetensors header cannot have " + length + " bytes");
    }
    return LENGTH_BYTES + length;
  }

  /**
   * Reads the header.
   *
   * @param json the bytes from {@link #LENGTH_BYTES} to the end of the header
   * @param fileBytes length of the file
   */
  public static TensorLayout parse(byte[] json, long fileBytes) throws MalformedHeaderException {
    long dataStart = LENGTH_BYTES + (long) json.length;
    List<ByteRange> tensors = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(json)) {
      expect(parser.nextToken() == JsonToken.START_OBJECT, "it is no JSON object");
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean isMetadata = parser.currentName().equals("__metadata__");
        expect(parser.nextToken() == JsonToken.START_OBJECT, "an entry is no JSON object");
        if (isMetadata) {
          parser.skipChildren();
        } else {
          tensors.add(tensor(parser, dataStart, fileBytes));
        }
      }
      expect(parser.currentToken() == JsonToken.END_OBJECT, "it does not end");
    } catch (MalformedHeaderException e) {
      throw e;
    } catch (IOException e) {
      throw new MalformedHeaderException("a safetensors header is no JSON", e);
    }
    return new TensorLayout(dataStart, fileBytes, tensors);
  }

  private static ByteRange tensor(JsonParser parser, long dataStart, long fileBytes)
      throws IOException {
    ByteRange found = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean isOffsets = parser.currentName().equals("data_offsets");
      parser.nextToken();
      if (!isOffsets) {
        parser.skipChildren();
        continue;
      }
      expect(parser.currentToken() == JsonToken.START_ARRAY, "offsets are no list");
      long begin = offset(parser);
      long end = offset(parser);
      expect(parser.nextToken() == JsonToken.END_ARRAY, "there are more than two offsets");
      expect(begin <= end && end <= fileBytes - dataStart, "a tensor lies outside of the file");
      found = new ByteRange(dataStart + begin, dataStart + end);
    }
    if (found == null) {
      throw new MalformedHeaderException("a safetensors header: a tensor has no offsets");
    }
    return found;
  }

  private static long offset(JsonParser parser) throws IOException {
    expect(parser.nextToken() == JsonToken.VALUE_NUMBER_INT, "an offset is no whole number");
    long offset = parser.getLongValue(); // throws an IOException beyond 63 bits
    expect(offset >= 0, "an offset is negative");
    return offset;
  }

  private static void expect(boolean holds, String fault) throws MalformedHeaderException {
    if (!holds) {
      throw new MalformedHeaderException("a safetensors header: " + fault);
    }
  }
}
