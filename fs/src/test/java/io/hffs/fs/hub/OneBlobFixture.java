package io.hffs.fs.hub;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hffs.fs.source.BlobRef;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.testhub.HubFault;
import io.hffs.fs.testhub.HubOrigin;
import io.hffs.fs.testhub.TestContent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A hub with a file of one megabyte, and what its client makes of faults. */
abstract class OneBlobFixture {

  static final byte[] CONTENT = HubFixture.bytes(1_000_000);

  HubFixture fixture;
  BlobRef blob;

  @BeforeEach
  void start() throws Exception {
    fixture = HubFixture.anonymous();
    fixture
        .server
        .addRepo("acme/tiny")
        .commit(
            "first",
            files ->
                files.lfs("model.bin", TestContent.of(CONTENT)).text("page.html", "<html></html>"));
    blob = fixture.blob("acme/tiny", "model.bin");
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  void inject(HubFault fault) {
    fixture.server.inject(fault);
  }

  SourceException failure() {
    return catchThrowableOfType(SourceException.class, () -> fixture.fetch(blob, 1000, 500_000));
  }

  static HubFault onCdn(HubFault fault) {
    return fault.on(HubOrigin.CDN);
  }
}
