package io.hffs.fs.weights;

import io.hffs.fs.range.ByteRange;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The header of a GGUF file, versions 2 and 3, little-endian: magic, version, number of tensors,
 * number of metadata values, the values, the tensors' names, shapes, types and offsets; padding;
 * then the tensors. Nothing says how long it is: it has to be read to its end.
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">the format</a>
 */
public final class Gguf {

  private static final int MAGIC = 0x46554747; // "GGUF"
  private static final int MAX_DIMENSIONS = 8;
  private static final long MAX_TENSORS = 1_000_000;
  private static final int MAX_NESTING = 4;

  /** Of a tensor without a name and without dimensions. */
  private static final int MIN_TENSOR_BYTES = 24;

  private static final String ALIGNMENT_KEY = "general.alignment";
  private static final int TYPE_UINT32 = 4;
  private static final int TYPE_STRING = 8;
  private static final int TYPE_ARRAY = 9;

  /** Length in bytes of a value, by its type; 0 where the value says so itself. */
  private static final int[] TYPE_BYTES = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

  private final ByteBuffer bytes;
  private long alignment = 32;

  private Gguf(ByteBuffer start) {
    this.bytes = start.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Reads the header.
   *
   * @param start the first bytes of the file, as many as are at hand
   * @param fileBytes length of the file
   * @return empty when the header is longer than {@code start}
   */
  public static Optional<TensorLayout> parse(ByteBuffer start, long fileBytes)
      throws MalformedHeaderException {
    try {
      return Optional.of(new Gguf(start).layout(fileBytes));
    } catch (BufferUnderflowException e) {
      if (start.remaining() >= fileBytes) {
        throw new MalformedHeaderException("a GGUF header is longer than its file");
      }
      return Optional.empty();
    }
  }

  private TensorLayout layout(long fileBytes) throws MalformedHeaderException {
    expect(bytes.getInt() == MAGIC, "it does not begin with GGUF");
    int version = bytes.getInt();
    expect(version == 2 || version == 3, "version " + version + " is not known");
    long tensors = bytes.getLong();
    long values = bytes.getLong();
    expect(tensors >= 0 && tensors <= MAX_TENSORS, "it claims " + tensors + " tensors");
    expect(values >= 0, "it claims a negative number of values");
    for (long i = 0; i < values; i++) {
      boolean isAlignment = ALIGNMENT_KEY.equals(shortString());
      int type = bytes.getInt();
      if (isAlignment && type == TYPE_UINT32) {
        alignment = Integer.toUnsignedLong(bytes.getInt());
        expect(Long.bitCount(alignment) == 1, "its alignment is " + alignment);
      } else {
        skipValue(type, 0);
      }
    }
    if (tensors > bytes.remaining() / MIN_TENSOR_BYTES) {
      throw new BufferUnderflowException(); // not here yet: no memory for what is only claimed
    }
    long[] offsets = new long[(int) tensors];
    for (int i = 0; i < tensors; i++) {
      offsets[i] = tensorOffset();
    }
    long dataStart = (bytes.position() + alignment - 1) / alignment * alignment;
    return new TensorLayout(dataStart, fileBytes, ranges(offsets, dataStart, fileBytes));
  }

  private long tensorOffset() throws MalformedHeaderException {
    skip(bytes.getLong());
    int dimensions = bytes.getInt();
    expect(dimensions >= 0 && dimensions <= MAX_DIMENSIONS, dimensions + " dimensions");
    skip(dimensions * 8L);
    bytes.getInt(); // the type; how long a tensor is tells the offset of the next one
    return bytes.getLong();
  }

  private static List<ByteRange> ranges(long[] offsets, long dataStart, long fileBytes)
      throws MalformedHeaderException {
    Arrays.sort(offsets);
    int count = offsets.length;
    expect(
        count == 0 || (offsets[0] >= 0 && offsets[count - 1] <= fileBytes - dataStart),
        "a tensor lies outside of the file");
    List<ByteRange> ranges = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      long end = i + 1 < count ? dataStart + offsets[i + 1] : fileBytes;
      ranges.add(new ByteRange(dataStart + offsets[i], end));
    }
    return ranges;
  }

  private void skipValue(int type, int nesting) throws MalformedHeaderException {
    expect(type >= 0 && type < TYPE_BYTES.length, "a value is of type " + type);
    if (type == TYPE_STRING) {
      skip(bytes.getLong());
    } else if (type == TYPE_ARRAY) {
      expect(nesting < MAX_NESTING, "lists in lists in lists");
      int elementType = bytes.getInt();
      long count = bytes.getLong();
      expect(count >= 0, "a list of negative length");
      expect(elementType >= 0 && elementType < TYPE_BYTES.length, "a value is of type " + type);
      int each = TYPE_BYTES[elementType];
      if (each > 0) {
        expect(count <= Long.MAX_VALUE / each, "a list of " + count);
        skip(count * each);
      } else {
        for (long i = 0; i < count; i++) {
          skipValue(elementType, nesting + 1);
        }
      }
    } else {
      skip(TYPE_BYTES[type]);
    }
  }

  /** Returns a string if it may be one that is looked for, else what cannot be mistaken for it. */
  private String shortString() throws MalformedHeaderException {
    long length = bytes.getLong();
    if (length != ALIGNMENT_KEY.length()) {
      skip(length);
      return "";
    }
    byte[] text = new byte[(int) length];
    bytes.get(text);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  private void skip(long count) throws MalformedHeaderException {
    expect(count >= 0, "a negative length");
    if (count > bytes.remaining()) {
      throw new BufferUnderflowException();
    }
    bytes.position(bytes.position() + (int) count);
  }

  private static void expect(boolean holds, String fault) throws MalformedHeaderException {
    if (!holds) {
      throw new MalformedHeaderException("a GGUF header: " + fault);
    }
  }
}
