package io.hffs.daemon.legacy;

import io.hffs.daemon.http.RangeHeader;
import io.hffs.fs.range.ByteRange;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers with a file: what it is, all of it, or one range. Blocks while the caller takes the
 * bytes; so many at once and no more.
 */
final class FileAnswers {

  private static final Logger log = LoggerFactory.getLogger(FileAnswers.class);

  private static final int BUFFER_BYTES = 64 << 10;

  private final Semaphore free;

  /**
   * @param bodies on their way at once
   */
  FileAnswers(int bodies) {
    this.free = new Semaphore(bodies);
  }

  void head(Context context, HeldFile file) {
    describe(context, file);
    context.res().setContentLengthLong(file.sizeBytes());
  }

  void get(Context context, HeldFile file) throws IOException {
    if (!free.tryAcquire()) {
      context.status(HttpStatus.SERVICE_UNAVAILABLE).header("Retry-After", "1").result("");
      return;
    }
    try (FileChannel channel = FileChannel.open(file.bytes(), StandardOpenOption.READ)) {
      describe(context, file);
      ByteRange range = begin(context, file);
      if (!send(channel, range, context.outputStream())) {
        log.warn("{} could not be read to its end; run: hffs cache verify", file);
        connection(context).close();
      }
    } catch (NoSuchFileException e) {
      // Made room for another since the library gave it.
      context.status(HttpStatus.NOT_FOUND).result("");
    } finally {
      free.release();
    }
  }

  private static EndPoint connection(Context context) {
    return ServletContextRequest.getServletContextRequest(context.req())
        .getConnectionMetaData()
        .getConnection()
        .getEndPoint();
  }

  private static void describe(Context context, HeldFile file) {
    context
        .contentType("application/octet-stream")
        .header("ETag", file.etag())
        .header("X-Repo-Commit", file.tree().commit().hex())
        .header("Accept-Ranges", "bytes")
        .header("Content-Disposition", ContentDisposition.attachment(file.entry().path().name()))
        .header("X-Content-Type-Options", "nosniff");
  }

  /** Says which bytes are coming; none after a 416. */
  private static ByteRange begin(Context context, HeldFile file) {
    long size = file.sizeBytes();
    Optional<ByteRange> asked = range(context, file);
    ByteRange range = asked.orElse(new ByteRange(0, size));
    if (asked.isPresent() && range.isEmpty()) {
      context.status(HttpStatus.RANGE_NOT_SATISFIABLE).header("Content-Range", "bytes */" + size);
    } else if (asked.isPresent()) {
      String bytes = range.start() + "-" + (range.end() - 1);
      context
          .status(HttpStatus.PARTIAL_CONTENT)
          .header("Content-Range", "bytes " + bytes + "/" + size);
    }
    context.res().setContentLengthLong(range.length());
    return range;
  }

  /** A range of another version, as If-Range has it, would be the wrong bytes: then all of it. */
  private static Optional<ByteRange> range(Context context, HeldFile file) {
    String version = context.header("If-Range");
    return version == null || version.equals(file.etag())
        ? Optional.ofNullable(context.header("Range"))
            .flatMap(header -> RangeHeader.parse(header, file.sizeBytes()))
        : Optional.empty();
  }

  /** Returns false when our own disk failed, not when the caller left or was cut. */
  private static boolean send(FileChannel channel, ByteRange range, OutputStream out) {
    byte[] buffer = new byte[BUFFER_BYTES];
    long offset = range.start();
    while (offset < range.end()) {
      ByteBuffer part =
          ByteBuffer.wrap(buffer, 0, (int) Math.min(BUFFER_BYTES, range.end() - offset));
      try {
        if (channel.read(part, offset) <= 0) {
          return false;
        }
      } catch (ClosedChannelException e) {
        return true; // Interrupted, because the server ends.
      } catch (IOException e) {
        log.warn("cannot read a file of the cache", e);
        return false;
      }
      try {
        out.write(buffer, 0, part.position());
      } catch (IOException e) {
        return true;
      }
      offset += part.position();
    }
    return true;
  }
}
