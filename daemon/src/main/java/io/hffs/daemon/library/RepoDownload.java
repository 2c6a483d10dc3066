package io.hffs.daemon.library;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.api.Progress;
import io.hffs.daemon.api.ProgressSink;
import io.hffs.fs.HffsFileSystem;
import io.hffs.fs.os.DaemonThreads;
import io.hffs.fs.peer.LegacyPeer;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.repo.TreeEntry;
import io.hffs.fs.source.BlobRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Makes files of a snapshot complete, several at a time, and tells how far it is. One use. */
final class RepoDownload {

  private static final int FILES_AT_A_TIME = 6;
  private static final long REPORT_MILLIS = 250;

  private final HffsFileSystem fs;
  private final Quarantine quarantine;
  private final OldNodeFiles oldNodes;
  private final Snapshot snapshot;
  private final List<TreeEntry> files;
  private final ProgressSink sink;
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicReference<@Nullable RepoPath> current = new AtomicReference<>();

  /**
   * @param oldNodes are asked for files that no paired machine has
   */
  RepoDownload(
      HffsFileSystem fs,
      Quarantine quarantine,
      List<LegacyPeer> oldNodes,
      Snapshot snapshot,
      List<TreeEntry> files,
      ProgressSink sink) {
    this.fs = fs;
    this.quarantine = quarantine;
    this.oldNodes = new OldNodeFiles(fs, quarantine, oldNodes, cancelled);
    this.snapshot = snapshot;
    this.files = files;
    this.sink = sink;
  }

  /**
   * Downloads; blocks until all files are complete and verified.
   *
   * @throws ApiException DENIED before anything is fetched when the Hub hides a file; CANCELLED
   */
  void run() throws IOException {
    for (TreeEntry file : files) {
      if (file.blob() == null) {
        throw new ApiException(
            ErrorCode.DENIED,
            snapshot.repo()
                + " is gated: accept its conditions on its page, then run 'hffs auth login'.");
      }
    }
    long before = presentBytes();
    ExecutorService threads =
        Executors.newFixedThreadPool(FILES_AT_A_TIME, DaemonThreads.numbered("hffs-download-"));
    try {
      CompletionService<Void> running = new ExecutorCompletionService<>(threads);
      List<Future<Void>> all = new ArrayList<>();
      for (TreeEntry file : files) {
        all.add(running.submit(() -> one(file)));
      }
      await(running, all.size(), before);
    } finally {
      cancelled.set(true);
      threads.shutdown();
    }
  }

  private @Nullable Void one(TreeEntry file) throws IOException {
    current.set(file.path());
    BlobRef blob = BlobRef.of(snapshot, file).orElseThrow();
    oldNodes.take(blob);
    new FileDownload(fs, blob, cancelled).run();
    quarantine.forget(blob.id());
    done.incrementAndGet();
    return null;
  }

  private void await(CompletionService<Void> running, int count, long before) throws IOException {
    int finished = 0;
    while (finished < count) {
      report(before);
      try {
        Future<Void> next = running.poll(REPORT_MILLIS, TimeUnit.MILLISECONDS);
        if (next != null) {
          next.get();
          finished++;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ApiException(ErrorCode.CANCELLED, "The download was interrupted.", e);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof IOException cause) {
          throw cause;
        }
        throw new IOException("the download failed", e);
      }
    }
    report(before);
  }

  private void report(long before) throws ApiException {
    long present = presentBytes();
    long total = files.stream().mapToLong(TreeEntry::sizeBytes).sum();
    boolean goOn =
        sink.report(
            new Progress(
                done.get(),
                files.size(),
                present,
                total,
                Math.max(0, present - before),
                current.get()));
    if (!goOn) {
      throw new ApiException(
          ErrorCode.CANCELLED, "The download was stopped; what was fetched is kept.");
    }
  }

  private long presentBytes() {
    long sum = 0;
    for (TreeEntry file : files) {
      BlobId blob = file.blob();
      if (blob != null) {
        long arrived = Math.max(fs.cache().presentBytes(blob), quarantine.arrivedBytes(blob));
        sum += Math.min(file.sizeBytes(), arrived);
      }
    }
    return sum;
  }
}
