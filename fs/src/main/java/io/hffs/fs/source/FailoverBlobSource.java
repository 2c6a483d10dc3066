package io.hffs.fs.source;

import io.hffs.fs.range.ByteRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes a range from several sources in order: what one leaves, also in its midst, the next one
 * goes on with. Those that failed lately are passed over without a wait, see {@link SourceHealth}.
 * Thread-safe.
 */
public final class FailoverBlobSource implements BlobSource {

  private final List<Ranked<BlobSource>> sources;

  public FailoverBlobSource(List<Ranked<BlobSource>> sources) {
    this.sources = List.copyOf(sources);
  }

  @Override
  public String name() {
    return String.join(", ", sources.stream().map(ranked -> ranked.source().name()).toList());
  }

  @Override
  public void fetch(BlobRef blob, ByteRange range, BlobSink sink) throws IOException {
    Failures failures = new Failures();
    Progress progress = new Progress(range, sink);
    for (Ranked<BlobSource> ranked : sources) {
      try (SourceHealth.Permit permit = ranked.health().acquire()) {
        fetchRest(ranked.source(), blob, progress, permit);
        return;
      } catch (SourceException e) {
        if (progress.sinkFailed() || failures.isFinal(e, ranked)) {
          throw e;
        }
        if (progress.rest().isEmpty()) {
          return;
        }
      }
    }
    throw failures.toThrow();
  }

  private static void fetchRest(
      BlobSource source, BlobRef blob, Progress progress, SourceHealth.Permit permit)
      throws IOException {
    progress.begin(permit);
    try {
      source.fetch(blob, progress.rest(), progress);
      permit.succeeded();
    } catch (SourceException e) {
      if (!progress.sinkFailed()) {
        permit.failed(e);
      }
      throw e;
    }
  }

  /** Counts what the sink got, and tells its failures from those of the source. */
  private static final class Progress implements BlobSink {

    private final BlobSink sink;
    private ByteRange rest;
    private boolean failed;
    private SourceHealth.@Nullable Permit permit;

    Progress(ByteRange range, BlobSink sink) {
      this.rest = range;
      this.sink = sink;
    }

    void begin(SourceHealth.Permit current) {
      permit = current;
    }

    ByteRange rest() {
      return rest;
    }

    boolean sinkFailed() {
      return failed;
    }

    @Override
    public void write(ByteBuffer bytes, Provenance provenance) throws IOException {
      if (permit != null) {
        // A long range must not keep the others waiting for word that the source is back.
        permit.succeeded();
        permit = null;
      }
      int count = bytes.remaining();
      failed = true;
      sink.write(bytes, provenance);
      failed = false;
      rest = new ByteRange(rest.start() + count, rest.end());
    }

    @Override
    public boolean isUrgent() {
      return sink.isUrgent();
    }

    @Override
    public boolean takesAttested() {
      return sink.takesAttested();
    }

    @Override
    public void endedBy(Runnable cancel) {
      sink.endedBy(cancel);
    }
  }
}
