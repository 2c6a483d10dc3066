package io.hffs.fs.catalog;

import java.time.Duration;

/**
 * How long knowledge is good and how long a look-up waits.
 *
 * @param idleAfter a branch is looked up again only when nothing in it was used for this long. Must
 *     be longer than the kernel keeps names and attributes, so that none of an old commit can meet
 *     the new one
 * @param lookupBudget the most that a name waits for a source when nothing is known of it
 * @param freshBudget the most that a name waits for a newer answer when an older one is at hand
 * @param treeBudget the most that a name waits for the listing of a commit, which may have many
 *     pages
 * @param absentFor how long "the Hub says there is none" is believed
 */
public record CatalogConfig(
    Duration idleAfter,
    Duration lookupBudget,
    Duration freshBudget,
    Duration treeBudget,
    Duration absentFor) {

  public static final CatalogConfig DEFAULT =
      new CatalogConfig(
          Duration.ofSeconds(60),
          Duration.ofSeconds(15),
          Duration.ofSeconds(2),
          Duration.ofSeconds(25),
          Duration.ofSeconds(10));

  public CatalogConfig withIdleAfter(Duration idle) {
    return new CatalogConfig(idle, lookupBudget, freshBudget, treeBudget, absentFor);
  }
}
