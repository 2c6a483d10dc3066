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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hashes again what is cached; what does not hold is dropped, and fetched again when it is read.
 */
final class CacheVerification {

  /** Where a blob is used, for people. */
  private record Place(RepoId repo, RepoPath path) {}

  private final HffsFileSystem fs;
  private final RepoListing listing;

  CacheVerification(HffsFileSystem fs, RepoListing listing) {
    this.fs = fs;
    this.listing = listing;
  }

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
      if (!sink.report(new Progress(files, blobs.size(), hashed, total, hashed, place.path()))) {
        throw new ApiException(ErrorCode.CANCELLED, "The verification was stopped.");
      }
      VerifyOutcome outcome = fs.cache().verify(status.id());
      if (!outcome.isGood()) {
        problems.add(problem(place, status.id(), outcome));
      }
      files++;
      hashed += status.presentBytes();
    }
    return new VerifyView(files, hashed, problems);
  }

  private static VerifyProblem problem(Place place, BlobId blob, VerifyOutcome outcome) {
    String found =
        outcome.digest() == VerifyOutcome.WholeDigest.DIFFERS
            ? "another digest"
            : outcome.badChunks() + " damaged chunks of 1 MiB";
    return new VerifyProblem(place.repo(), place.path(), blob.hex(), found);
  }

  private Map<BlobId, Place> places(@Nullable RepoId only) {
    Map<BlobId, Place> places = new LinkedHashMap<>();
    for (RepoId repo : only == null ? fs.local().repositories() : List.of(only)) {
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
