package io.hffs.daemon.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.CommitHash;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.Revision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * How the wire types look in JSON: ids, revisions, paths and digests as plain strings, times in ISO
 * 8601, absent values as null. What does not parse into a valid value is refused.
 */
public final class ApiJson {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(valuesAsStrings())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private ApiJson() {}

  /** Returns the shared mapper; do not configure it. */
  public static ObjectMapper mapper() {
    return MAPPER;
  }

  /** Returns a value of the API as JSON on one line. */
  public static String text(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a value of the API: " + value.getClass(), e);
    }
  }

  private static SimpleModule valuesAsStrings() {
    SimpleModule module = new SimpleModule("hffs-values");
    add(module, RepoId.class, RepoId::parse, RepoId::toString);
    add(module, Revision.class, Revision::new, Revision::name);
    add(module, RepoPath.class, RepoPath::new, RepoPath::value);
    add(module, CommitHash.class, CommitHash::new, CommitHash::hex);
    add(module, BlobId.class, ApiJson::blob, BlobId::hex);
    add(module, AccessToken.class, AccessToken::new, AccessToken::value);
    add(module, Path.class, Path::of, Path::toString);
    return module;
  }

  private static BlobId blob(String hex) {
    return BlobId.fromHex(hex)
        .orElseThrow(() -> new IllegalArgumentException("not a digest: " + hex));
  }

  private static <T> void add(
      SimpleModule module, Class<T> type, Function<String, T> read, Function<T, String> write) {
    module.addDeserializer(
        type,
        new FromStringDeserializer<T>(type) {
          @Override
          protected T _deserialize(String text, DeserializationContext context) {
            return read.apply(text);
          }

          @Override
          public T deserialize(JsonParser parser, DeserializationContext context)
              throws IOException {
            // The inherited path trims and turns "" into null; an id is taken as it stands.
            return read.apply(parser.getText());
          }
        });
    module.addSerializer(
        type,
        new StdSerializer<T>(type) {
          @Override
          public void serialize(T value, JsonGenerator generator, SerializerProvider provider)
              throws IOException {
            generator.writeString(write.apply(value));
          }
        });
  }
}
