package io.hffs.fs.repo;

import java.util.List;

/** The branches, tags and other refs ({@code refs/convert/parquet}) that the Hub listed. */
public record RepoRefs(List<Revision> branches, List<Revision> tags, List<Revision> converts) {

  public RepoRefs {
    branches = List.copyOf(branches);
    tags = List.copyOf(tags);
    converts = List.copyOf(converts);
  }
}
