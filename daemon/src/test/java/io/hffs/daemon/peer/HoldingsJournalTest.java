package io.hffs.daemon.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.HffsFileSystem;
import io.hffs.fs.peer.Holding;
import io.hffs.fs.peer.HoldingsPage;
import io.hffs.fs.repo.BlobId;
import io.hffs.fs.repo.Snapshot;
import io.hffs.fs.testhub.TestContent;
import io.hffs.fs.testhub.TestHub;
import io.hffs.fs.testhub.sample.SampleRepos;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is told to others, and when. */
@Timeout(60)
class HoldingsJournalTest {

  private static final Duration LONG = Duration.ofSeconds(50);
  private static final TestContent CONTENT = TestContent.generated(7, (3 << 20) + 1);

  @TempDir Path temp;
  private TestHub hub;
  private TestMachine machine;
  private HffsFileSystem fs;
  private Snapshot tree;
  private BlobId blob;
  private HoldingsJournal journal;

  @BeforeEach
  void openOne() throws Exception {
    hub = TestHub.start();
    SampleRepos.addLfsFile(hub, "acme/model", "model.bin", CONTENT);
    machine = TestMachine.open(temp, hub.endpoint());
    fs = machine.fs();
    tree = machine.refresh("acme/model");
    blob = hub.repo("acme/model").file("main", "model.bin").blob();
    journal = new HoldingsJournal(fs.cache(), fs.library());
    fs.cache().onChange(journal::changed);
  }

  @AfterEach
  void close() throws Exception {
    journal.close();
    machine.close();
    hub.close();
  }

  @Test
  void whoWaitsIsToldWhatCame() throws Exception {
    HoldingsPage nothing = now();
    assertThat(nothing.holdings()).isEmpty();
    CompletableFuture<HoldingsPage> news = journal.since(nothing.run(), nothing.version(), LONG);

    machine.read(tree, "model.bin");

    HoldingsPage page = news.get();
    assertThat(page.full()).isFalse();
    assertThat(page.version()).isGreaterThan(nothing.version());
    assertThat(page.holdings()).extracting(Holding::blob).containsExactly(blob);
    while (!page.holdings().equals(List.of(whole()))) {
      page = journal.since(page.run(), page.version(), LONG).get();
    }
  }

  @Test
  void whatChangesNothingForOthersWakesNobody() throws Exception {
    HoldingsPage all = readAndTell();
    CompletableFuture<HoldingsPage> news = journal.since(all.run(), all.version(), LONG);

    for (int i = 0; i < 20; i++) {
      journal.changed(blob);
      TimeUnit.MILLISECONDS.sleep(20);
    }

    assertThat(news).isNotDone();
    assertThat(now().version()).isEqualTo(all.version());
  }

  @Test
  void whatGoesIsTold() throws Exception {
    HoldingsPage all = readAndTell();
    CompletableFuture<HoldingsPage> news = journal.since(all.run(), all.version(), LONG);

    fs.cache().delete(blob);
    journal.changed(blob);

    assertThat(news.get().gone()).containsExactly(blob);
    assertThat(now().holdings()).isEmpty();
  }

  @Test
  void whoWaitsIsToldAtOnceThatOthersAreIntroduced() throws Exception {
    HoldingsPage all = readAndTell();
    CompletableFuture<HoldingsPage> news = journal.since(all.run(), all.version(), LONG);

    journal.membersChanged();

    assertThat(news.get().members()).isNotEqualTo(all.members());
    assertThat(news.get().holdings()).isEmpty();
    assertThat(now().members()).isEqualTo(news.get().members());
  }

  @Test
  void whoKnowsAnotherRunIsToldAll() throws Exception {
    readAndTell();

    HoldingsPage all = journal.since("another", 17, LONG).get();

    assertThat(all.full()).isTrue();
    assertThat(all.holdings()).containsExactly(whole());
  }

  @Test
  void nobodyWaitsLongerThanHeWants() throws Exception {
    HoldingsPage nothing = now();

    HoldingsPage later =
        journal.since(nothing.run(), nothing.version(), Duration.ofMillis(10)).get();

    assertThat(later.full()).isFalse();
    assertThat(later.holdings()).isEmpty();
  }

  @Test
  void whatIsHereAtTheStartIsTold() throws Exception {
    readAndTell();

    try (HoldingsJournal second = new HoldingsJournal(fs.cache(), fs.library())) {
      HoldingsPage page = second.since("", 0, LONG).get();
      while (page.holdings().isEmpty()) {
        page = second.since(page.run(), page.version(), LONG).get();
      }
      assertThat(page.holdings()).containsExactly(whole());
    }
  }

  /** Returns what there is, which may not have been told to others yet. */
  private HoldingsPage now() throws Exception {
    return journal.since("", 0, Duration.ZERO).get();
  }

  /** Has all of the blob come and be told of; returns the page that said so. */
  private HoldingsPage readAndTell() throws Exception {
    HoldingsPage page = now();
    machine.read(tree, "model.bin");
    do {
      page = journal.since(page.run(), page.version(), LONG).get();
    } while (!page.holdings().equals(List.of(whole())));
    return page;
  }

  private Holding whole() {
    return Holding.complete(blob, CONTENT.sizeBytes());
  }
}
