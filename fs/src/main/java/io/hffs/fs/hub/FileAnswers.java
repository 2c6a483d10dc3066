package io.hffs.fs.hub;

import io.hffs.fs.range.ByteRange;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import java.util.Locale;
import java.util.Optional;

/** Says which answers are the bytes that were asked for. Pure. */
final class FileAnswers {

  private FileAnswers() {}

  /**
   * Compares what the Hub itself (never a CDN, whose ETag is another digest) says of a file with
   * what is known of it. Returns whether the answer bore the mark of a Hub, the commit.
   *
   * @throws SourceException CHANGED when it is not the file that was asked for
   */
  static boolean checkMetadata(HttpReply reply, BlobRef blob) throws SourceException {
    Optional<String> commit = reply.header("X-Repo-Commit");
    if (commit.isEmpty()) {
      return false;
    }
    if (!commit.get().equals(blob.commit().hex())) {
      throw changed(blob, "another commit");
    }
    Optional<BlobId> digest =
        reply
            .header("X-Linked-ETag")
            .or(() -> reply.isRedirect() ? Optional.empty() : reply.header("ETag"))
            .map(FileAnswers::normalizedEtag)
            .flatMap(BlobId::fromHex)
            .filter(id -> id.algorithm() == blob.id().algorithm());
    if (digest.isPresent() && !digest.get().equals(blob.id())) {
      throw changed(blob, "another digest");
    }
    Optional<String> size = reply.header("X-Linked-Size").map(String::strip);
    if (size.isPresent() && !size.get().equals(Long.toString(blob.sizeBytes()))) {
      throw changed(blob, "another size");
    }
    return true;
  }

  static String normalizedEtag(String etag) {
    String text = etag.strip();
    text = text.startsWith("W/") ? text.substring(2) : text;
    return text.replace("\"", "");
  }

  private static SourceException changed(BlobRef blob, String what) {
    return new SourceException(
        Kind.CHANGED,
        describe(blob)
            + " is no longer what the Hub listed: it now has "
            + what
            + "; run: hffs refresh "
            + blob.repo());
  }

  /**
   * Lets pass a 2xx answer whose head promises exactly these bytes.
   *
   * @throws SourceException UNAVAILABLE for a web page, CORRUPT for any other
   */
  static void checkRange(HttpReply reply, BlobRef blob, ByteRange range) throws SourceException {
    if (reply.isHtml() && !(reply.status() == 206 && mayBeHtml(blob))) {
      throw new SourceException(
          Kind.UNAVAILABLE,
          reply.host()
              + " answered with a web page instead of a file: is there a login page or a firewall in"
              + " between?");
    }
    String encoding = reply.header("Content-Encoding").orElse("identity");
    if (!encoding.strip().toLowerCase(Locale.ROOT).equals("identity")) {
      throw corrupt(reply, blob, "a compressed body");
    }
    if (reply.status() == 200) {
      if (range.start() != 0 || range.end() != blob.sizeBytes()) {
        throw corrupt(reply, blob, "the whole file where a range was asked for");
      }
    } else if (reply.status() == 206) {
      ContentRange got =
          reply
              .header("Content-Range")
              .flatMap(ContentRange::parse)
              .orElseThrow(() -> corrupt(reply, blob, "a part without saying which"));
      if (got.sizeBytes() != blob.sizeBytes()) {
        throw corrupt(reply, blob, "a file of another size");
      }
      if (!got.range().equals(range)) {
        throw corrupt(reply, blob, "other bytes than those asked for");
      }
    } else {
      throw corrupt(reply, blob, "status " + reply.status());
    }
    long length = reply.contentLength();
    if (length >= 0 && length != range.length()) {
      throw corrupt(reply, blob, "a body of the wrong length");
    }
  }

  private static boolean mayBeHtml(BlobRef blob) {
    String name = blob.path().name().toLowerCase(Locale.ROOT);
    return name.endsWith(".html") || name.endsWith(".htm");
  }

  static SourceException corrupt(HttpReply reply, BlobRef blob, String got) {
    return new SourceException(
        Kind.CORRUPT, reply.host() + " sent " + got + " for " + describe(blob));
  }

  static String describe(BlobRef blob) {
    return blob.path() + " of " + blob.repo() + " at " + blob.commit().abbreviated();
  }
}
