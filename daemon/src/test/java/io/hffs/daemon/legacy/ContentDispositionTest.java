package io.hffs.daemon.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentDispositionTest {

  @ParameterizedTest
  @CsvSource({
    "config.json, config.json, config.json",
    "a b.txt, a%20b.txt, a b.txt",
    "a+b*.txt, a%2Bb%2A.txt, a+b*.txt",
    "quote\".txt, quote%22.txt, quote_.txt",
    "back\\slash, back%5Cslash, back_slash",
    "模型.bin, %E6%A8%A1%E5%9E%8B.bin, __.bin"
  })
  void aNameIsWrittenForNewAndForOldPrograms(String name, String encoded, String plain) {
    assertThat(ContentDisposition.attachment(name))
        .isEqualTo("attachment; filename*=UTF-8''" + encoded + "; filename=\"" + plain + "\"");
  }

  @Test
  void aNameAddsNoHeader() {
    assertThat(ContentDisposition.attachment("a\r\nSet-Cookie: b")).doesNotContain("\r", "\n");
  }
}
