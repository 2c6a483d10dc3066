package io.hffs.fs.catalog;

import io.hffs.fs.cache.ExistingDownloads;
import io.hffs.fs.cache.HubLayout;
import io.hffs.fs.cache.MetadataStore;
import java.nio.file.Path;
import java.time.Clock;

/** Makes what a machine knows out of an empty directory, or one of an earlier start. */
public final class LocalKnowledges {

  private LocalKnowledges() {}

  public static LocalKnowledge in(Path root) {
    return in(root, Clock.systemUTC());
  }

  public static LocalKnowledge in(Path root, Clock clock) {
    MetadataStore store = MetadataStore.open(root);
    return new LocalKnowledge(
        store, new ExistingDownloads(root.resolve("hf-cache")), new HubLayout(root, store), clock);
  }
}
