package io.hffs.fs.repo;

import java.util.List;
import java.util.stream.Stream;

/** The branches, tags and other refs ({@code refs/convert/parquet}) that the Hub listed. */
public record RepoRefs(List<Revision> branches, List<Revision> tags, List<Revision> converts) {

  public RepoRefs {
    branches = List.copyOf(branches);
    tags = List.copyOf(tags);
    converts = List.copyOf(converts);
  }

  public List<Revision> all() {
    return Stream.of(branches, tags, converts).flatMap(List::stream).toList();
  }
}
