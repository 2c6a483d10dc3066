package io.hffs.fs.testhub;

import java.util.function.Supplier;

/**
 * What all routes of one hub share.
 *
 * @param settings asked anew for each request, as they can change
 */
record HubState(
    RepoRegistry repos,
    SignedUrls urls,
    RateBudgets budgets,
    RequestLog log,
    Supplier<TestHubConfig> settings) {

  TestHubConfig config() {
    return settings.get();
  }

  Caller caller(HubRequest request) {
    return repos.caller(request.http().header("Authorization"));
  }
}
