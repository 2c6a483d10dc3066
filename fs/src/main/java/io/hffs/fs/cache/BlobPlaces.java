package io.hffs.fs.cache;

import io.hffs.fs.source.BlobRef;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Where a blob was asked for, and which of these places the listeners know. Thread-safe. */
final class BlobPlaces {

  private final Set<BlobRef> places = ConcurrentHashMap.newKeySet();
  private final Set<BlobRef> published = ConcurrentHashMap.newKeySet();

  /** Notes a place; false when it was known. */
  boolean add(BlobRef place) {
    return places.add(place);
  }

  Optional<BlobRef> any() {
    return places.stream().findAny();
  }

  /** Returns the places that the listeners were not yet told of, once each. */
  List<BlobRef> takeUnpublished() {
    return places.stream().filter(published::add).toList();
  }

  /** The listeners were told that the blob is gone: tell them anew when it is complete again. */
  void unpublish() {
    published.clear();
  }
}
