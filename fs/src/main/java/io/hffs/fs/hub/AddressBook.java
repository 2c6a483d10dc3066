package io.hffs.fs.hub;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The addresses of files that were asked for lately. Of many threads that need one, the first asks
 * the Hub and the others wait for what it gets.
 *
 * <p>Thread-safe; no lock is held while waiting.
 */
final class AddressBook {

  private static final int MAX_ADDRESSES = 10_000;

  /** More than a resolve with all its retries may take. */
  private static final Duration WAIT = Duration.ofSeconds(60);

  private final InstantSource clock;
  private final Cache<BlobRef, FileAddress> known =
      Caffeine.newBuilder().maximumSize(MAX_ADDRESSES).build();
  private final ConcurrentHashMap<BlobRef, Search> searches = new ConcurrentHashMap<>();

  AddressBook(InstantSource clock) {
    this.clock = clock;
  }

  /** A question to the Hub that is under way. The one who began it must end it. */
  final class Search {

    private final BlobRef blob;
    private final CompletableFuture<Optional<FileAddress>> result = new CompletableFuture<>();

    private Search(BlobRef blob) {
      this.blob = blob;
    }

    /** Ends it with an address, which others may use from now on. */
    void found(FileAddress address) {
      if (clock.instant().isBefore(address.staleAt())) {
        known.put(blob, address);
      }
      end();
      result.complete(Optional.of(address));
    }

    /** Ends it with a refusal or failure that holds for all who wait. */
    void failed(SourceException failure) {
      end();
      result.completeExceptionally(failure);
    }

    /** Ends it without a result, if it has not ended; those who wait try by themselves. */
    void abandon() {
      end();
      result.complete(Optional.empty());
    }

    private void end() {
      searches.remove(blob, this);
    }

    /** Returns the address that it ended with; empty when it failed or has not ended. */
    Optional<FileAddress> result() {
      return result.isCompletedExceptionally() ? Optional.empty() : result.getNow(Optional.empty());
    }
  }

  /** Returns an address that is still good. */
  Optional<FileAddress> find(BlobRef blob) {
    return Optional.ofNullable(known.getIfPresent(blob))
        .filter(address -> clock.instant().isBefore(address.staleAt()));
  }

  /** Begins a search; empty when one is under way or has just ended, see {@link #await}. */
  Optional<Search> begin(BlobRef blob) {
    Search mine = new Search(blob);
    if (searches.putIfAbsent(blob, mine) != null) {
      return Optional.empty();
    }
    if (find(blob).isPresent()) {
      mine.abandon();
      return Optional.empty();
    }
    return Optional.of(mine);
  }

  /**
   * Waits for the search under way. Empty when there is none any more or it was abandoned: begin
   * one.
   *
   * @throws SourceException what the search failed with
   */
  Optional<FileAddress> await(BlobRef blob, Cancellation cancellation) throws SourceException {
    Search search = searches.get(blob);
    if (search == null) {
      return find(blob);
    }
    CompletableFuture<Optional<FileAddress>> mine = search.result.copy();
    cancellation.beforeWait(() -> mine.cancel(false));
    try {
      return mine.get(WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof SourceException shared
          ? shared.forAnotherThread()
          : new SourceException(Kind.UNAVAILABLE, "The address was not found", e);
    } catch (CancellationException e) {
      throw new SourceException(
          Kind.UNAVAILABLE, "The address of " + blob.path() + " is not waited for any more", e);
    } catch (TimeoutException e) {
      throw new SourceException(Kind.UNAVAILABLE, "No address for " + blob.path() + " in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SourceException(Kind.UNAVAILABLE, "The read was interrupted", e);
    }
  }

  /** Drops an address that was refused, unless a newer one has taken its place. */
  void forget(BlobRef blob, FileAddress refused) {
    known.asMap().remove(blob, refused);
  }
}
