package io.hffs.fs.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/**
 * Bytes as a tree of JSON. Whatever the bytes are, what comes is a tree or a {@link
 * JacksonException}: Jackson itself takes some for broken UTF-32, and then throws what looks like a
 * failure to read. A missing node stands for no bytes. Pure.
 */
public final class JsonBytes {

  private static final int MAX_DEPTH = 64;

  /**
   * Of what others send: 16 MiB of {@code [[],[],…} would become half a gigabyte of objects, so
   * many parts become a tenth of one. A tree of 100,000 files has half as many.
   */
  private static final int MAX_FOREIGN_TOKENS = 1_500_000;

  private static final ObjectMapper FOREIGN =
      mapper(
          StreamReadConstraints.builder()
              .maxNestingDepth(MAX_DEPTH)
              .maxTokenCount(MAX_FOREIGN_TOKENS)
              .build());

  private static final ObjectMapper STORED =
      mapper(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build());

  private JsonBytes() {}

  private static ObjectMapper mapper(StreamReadConstraints constraints) {
    return new ObjectMapper(JsonFactory.builder().streamReadConstraints(constraints).build())
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }

  /**
   * Reads what another machine sent.
   *
   * @throws JacksonException when it is no JSON, too deep or of too many parts
   */
  public static JsonNode foreign(byte[] json) throws JacksonException {
    return read(FOREIGN, json);
  }

  /**
   * Reads what this machine wrote, if nothing happened to it.
   *
   * @throws JacksonException when it is no JSON or too deep
   */
  public static JsonNode stored(byte[] json) throws JacksonException {
    return read(STORED, json);
  }

  private static JsonNode read(ObjectMapper mapper, byte[] json) throws JacksonException {
    try {
      return mapper.readTree(json);
    } catch (JacksonException e) {
      throw e;
    } catch (IOException e) {
      throw new JsonParseException(null, "not in UTF-8", e);
    }
  }
}
