package io.hffs.fs.testhub;

import io.hffs.fs.testhub.http.ByteSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The digests that the Hub shows, in lower-case hex. */
public final class ContentDigests {

  private static final int BUFFER_BYTES = 256 * 1024;

  private ContentDigests() {}

  /** Reads the whole content, at about 1 GB/s. */
  public static String sha256(ByteSource content) throws IOException {
    return digest(newDigest("SHA-256"), content);
  }

  public static String sha256(String text) {
    return HexFormat.of()
        .formatHex(newDigest("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Returns what git calls the blob of these bytes. */
  public static String gitBlobSha1(ByteSource content) throws IOException {
    MessageDigest digest = newDigest("SHA-1");
    digest.update(gitHeader("blob", content.sizeBytes()));
    return digest(digest, content);
  }

  /** Returns the name of a git object, {@code tree} or {@code commit}, of this text form. */
  static String gitObjectSha1(String kind, byte[] object) {
    MessageDigest digest = newDigest("SHA-1");
    digest.update(gitHeader(kind, object.length));
    return HexFormat.of().formatHex(digest.digest(object));
  }

  private static byte[] gitHeader(String kind, long sizeBytes) {
    return (kind + " " + sizeBytes + "\0").getBytes(StandardCharsets.US_ASCII);
  }

  private static String digest(MessageDigest digest, ByteSource content) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    long size = content.sizeBytes();
    for (long offset = 0; offset < size; offset += buffer.limit()) {
      buffer.clear();
      if (content.read(offset, buffer) == 0) {
        throw new IOException("the content ends at " + offset + " of " + size);
      }
      buffer.flip();
      digest.update(buffer.duplicate());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest newDigest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }
}
