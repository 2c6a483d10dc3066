package io.hffs.daemon.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class UploadsTest {

  private static final Duration LONG = Duration.ofHours(1);

  @Test
  void slotsAreGivenOutAndTakenBack() {
    try (Uploads uploads = new Uploads(new Uploads.Limits(2, 1, LONG))) {
      Uploads.Upload first = uploads.begin(() -> {}).orElseThrow();
      assertThat(uploads.begin(() -> {})).isPresent();

      assertThat(uploads.begin(() -> {})).isEmpty();

      first.close();
      assertThat(uploads.begin(() -> {})).isPresent();
    }
  }

  @Test
  void aCallerWhoTakesNothingIsCut() throws Exception {
    CountDownLatch cut = new CountDownLatch(1);
    try (Uploads uploads = new Uploads(new Uploads.Limits(1, 1, Duration.ofMillis(5)))) {
      uploads.begin(cut::countDown);

      assertThat(cut.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void whatACallerMustTakeIsByTheWindow() {
    try (Uploads uploads = new Uploads(new Uploads.Limits(1, 100, LONG))) {
      Uploads.Upload upload = uploads.begin(() -> {}).orElseThrow();

      upload.sent(60);
      upload.sent(40);
      assertThat(upload.wasTooSlow()).isFalse();

      upload.sent(99);
      assertThat(upload.wasTooSlow()).isTrue();
    }
  }

  @Test
  void afterTheEndThereIsNothingToBegin() {
    Uploads uploads = new Uploads(new Uploads.Limits(1, 1, LONG));
    uploads.close();

    Optional<Uploads.Upload> late = uploads.begin(() -> {});

    assertThat(late).isEmpty();
  }
}
