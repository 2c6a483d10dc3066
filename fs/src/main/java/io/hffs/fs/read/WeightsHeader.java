package io.hffs.fs.read;

import io.hffs.fs.cache.CachedBlob;
import io.hffs.fs.os.DaemonThreads;
import io.hffs.fs.range.ByteRange;
import io.hffs.fs.weights.Gguf;
import io.hffs.fs.weights.MalformedHeaderException;
import io.hffs.fs.weights.Safetensors;
import io.hffs.fs.weights.TensorLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells an {@link AccessPattern} where the tensors of a blob lie, as soon as a program has read the
 * header. Fetches nothing by itself; parses on a thread of its own, so that no reader waits for it.
 *
 * <p>Thread-safe.
 */
final class WeightsHeader {

  private static final Logger log = LoggerFactory.getLogger(WeightsHeader.class);

  /** A longer header is not worth the memory. */
  private static final long MAX_HEADER_BYTES = 32 << 20;

  /** GGUF does not say how long its header is: it is tried at each so many bytes. */
  private static final long STEP_BYTES = 1 << 20;

  /** The bytes were just read by somebody, but the chunk that they are in may not be whole yet. */
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  private static final ExecutorService PARSER = newParser();

  private enum Format {
    SAFETENSORS,
    GGUF
  }

  private final CachedBlob blob;
  private final AccessPattern pattern;
  private final Format format;
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile long neededBytes;
  private volatile long readEnd;
  private volatile boolean done;

  private WeightsHeader(CachedBlob blob, AccessPattern pattern, Format format) {
    this.blob = blob;
    this.pattern = pattern;
    this.format = format;
    this.neededBytes =
        Math.min(
            blob.ref().sizeBytes(),
            format == Format.SAFETENSORS ? Safetensors.LENGTH_BYTES : STEP_BYTES);
  }

  /** Returns the header of a file of weights, by its name; empty for other files. */
  static Optional<WeightsHeader> of(CachedBlob blob, AccessPattern pattern) {
    String name = blob.ref().path().name();
    if (name.endsWith(".safetensors") && blob.ref().sizeBytes() > Safetensors.LENGTH_BYTES) {
      return Optional.of(new WeightsHeader(blob, pattern, Format.SAFETENSORS));
    }
    if (name.endsWith(".gguf")) {
      return Optional.of(new WeightsHeader(blob, pattern, Format.GGUF));
    }
    return Optional.empty();
  }

  /** Notes that these bytes were read, and looks whether that makes a header. Returns at once. */
  void noteRead(ByteRange read) {
    if (!done && read.start() < neededBytes && read.end() > readEnd) {
      readEnd = read.end(); // a race loses one of two; another read comes
    }
    if (done || !isEnoughRead() || !busy.compareAndSet(false, true)) {
      return;
    }
    try {
      PARSER.execute(this::parse);
    } catch (RejectedExecutionException e) {
      busy.set(false); // many files at once: the next read tries again
    }
  }

  private boolean isEnoughRead() {
    return readEnd >= neededBytes;
  }

  private void parse() {
    try {
      while (!done && isEnoughRead()) {
        step();
      }
    } catch (MalformedHeaderException e) {
      done = true;
      log.debug("{} of {} is read like any file: {}", path(), blob.ref().repo(), e.getMessage());
    } catch (IOException | RuntimeException e) {
      done = true; // the edge of a thread: it only costs the tensors' read-ahead
      log.debug("the header of {} cannot be read: {}", path(), e.toString());
    } finally {
      busy.set(false);
    }
  }

  private void step() throws IOException {
    long fileBytes = blob.ref().sizeBytes();
    ByteBuffer start = ByteBuffer.allocate((int) neededBytes);
    blob.read(0, start, DEADLINE);
    start.flip();
    if (format == Format.GGUF) {
      Optional<TensorLayout> layout = Gguf.parse(start, fileBytes);
      if (layout.isPresent()) {
        found(layout.get());
      } else {
        need(Math.min(fileBytes, neededBytes + STEP_BYTES));
      }
    } else if (neededBytes == Safetensors.LENGTH_BYTES) {
      long headerEnd = Safetensors.headerEnd(start, fileBytes);
      pattern.setHeaderEnd(headerEnd);
      need(headerEnd);
    } else {
      byte[] json = new byte[start.limit() - Safetensors.LENGTH_BYTES];
      start.get(Safetensors.LENGTH_BYTES, json);
      found(Safetensors.parse(json, fileBytes));
    }
  }

  private void need(long bytes) {
    done = bytes > MAX_HEADER_BYTES;
    neededBytes = bytes;
  }

  private void found(TensorLayout layout) {
    pattern.setLayout(layout);
    done = true;
  }

  private String path() {
    return blob.ref().path().toString();
  }

  private static ExecutorService newParser() {
    ThreadPoolExecutor parser =
        new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(64),
            DaemonThreads.named("hffs-weights"));
    parser.allowCoreThreadTimeOut(true);
    return parser;
  }
}
