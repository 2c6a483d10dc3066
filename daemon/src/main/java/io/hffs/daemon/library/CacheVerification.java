package io.hffs.daemon.library;

import io.hffs.daemon.api.ApiException;
import io.hffs.daemon.api.ErrorCode;
import io.hffs.daemon.api.Progress;
import io.hffs.daemon.api.ProgressSink;
import io.hffs.daemon.api.VerifyProblem;
import io.hffs.daemon.api.VerifyView;
import io.hffs.fs.HffsFileSystem;
import io.hffs.fs.cache.BlobStatus;
import io.hffs.fs.cache.VerifyOutcome;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.repo.RepoPath;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.repo.TreeEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Hashes again what is cached; what does not hold is dropped, and fetched again when it is read.
 */
final class CacheVerification {

  private static final long REPORT_MILLIS = 500;

  /** Where a blob is used, for people. */
  private record Place(RepoId repo, RepoPath path) {}

  private final HffsFileSystem fs;
  private final RepoListing listing;

  CacheVerification(HffsFileSystem fs, RepoListing listing) {
    this.fs = fs;
    this.listing = listing;
  }

  /**
   * Verifies one repository, or all when {@code only} is null.
   *
   * @throws ApiException NOT_FOUND when nothing of that one is known; CANCELLED
   */
  VerifyView run(@Nullable RepoId only, ProgressSink sink) throws IOException {
    Map<BlobId, Place> places = places(only);
    List<BlobStatus> blobs =
        fs.cache().blobs().stream()
            .filter(status -> status.presentBytes() > 0 && places.containsKey(status.id()))
            .toList();
    long total = blobs.stream().mapToLong(BlobStatus::presentBytes).sum();
    List<VerifyProblem> problems = new ArrayList<>();
    int files = 0;
    long hashed = 0;
    for (BlobStatus status : blobs) {
      Place place = places.get(status.id());
      if (place == null) {
        continue;
      }
      Progress progress = new Progress(files, blobs.size(), hashed, total, hashed, place.path());
      VerifyOutcome outcome = verify(status.id(), progress, sink);
      if (!outcome.isGood()) {
        problems.add(problem(place, status.id(), outcome));
      }
      files++;
      hashed += status.presentBytes();
    }
    return new VerifyView(files, hashed, problems);
  }

  /** Reports all the while: a large file takes longer than callers bear silence. */
  private VerifyOutcome verify(BlobId blob, Progress progress, ProgressSink sink)
      throws IOException {
    FutureTask<VerifyOutcome> check = new FutureTask<>(() -> fs.cache().verify(blob));
    Thread thread = new Thread(check, "hffs-cache-verify");
    thread.setDaemon(true);
    report(progress, sink);
    thread.start();
    while (true) {
      try {
        return check.get(REPORT_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        report(progress, sink);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ApiException(ErrorCode.CANCELLED, "The verification was interrupted.", e);
      } catch (ExecutionException e) {
        throw e.getCause() instanceof IOException cause
            ? cause
            : new IOException("the verification failed", e);
      }
    }
  }

  private static void report(Progress progress, ProgressSink sink) throws ApiException {
    if (!sink.report(progress)) {
      throw new ApiException(ErrorCode.CANCELLED, "The verification was stopped.");
    }
  }

  private static VerifyProblem problem(Place place, BlobId blob, VerifyOutcome outcome) {
    String found =
        outcome.digest() == VerifyOutcome.WholeDigest.DIFFERS
            ? "another digest"
            : outcome.badChunks() + " damaged chunks of 1 MiB";
    return new VerifyProblem(place.repo(), place.path(), blob.hex(), found);
  }

  private Map<BlobId, Place> places(@Nullable RepoId only) throws ApiException {
    Map<BlobId, Place> places = new LinkedHashMap<>();
    Collection<RepoId> repos = fs.local().repositories();
    if (only != null) {
      RepoId canonical = fs.local().canonical(only).orElse(only);
      if (!repos.contains(canonical)) {
        throw new ApiException(ErrorCode.NOT_FOUND, "Nothing of " + only + " is cached.");
      }
      repos = List.of(canonical);
    }
    for (RepoId repo : repos) {
      for (Snapshot snapshot : listing.snapshots(repo)) {
        for (TreeEntry entry : snapshot.files()) {
          BlobId blob = entry.blob();
          if (blob != null) {
            places.putIfAbsent(blob, new Place(repo, entry.path()));
          }
        }
      }
    }
    return places;
  }
}
