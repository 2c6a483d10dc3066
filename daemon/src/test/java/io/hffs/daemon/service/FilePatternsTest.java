package io.hffs.daemon.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilePatternsTest {

  /** The answers of Python's fnmatch.fnmatchcase. */
  @ParameterizedTest
  @CsvSource({
    "*.safetensors, model.safetensors, true",
    "*.safetensors, sub/model.safetensors, true",
    "*.safetensors, model.SAFETENSORS, false",
    "*.safetensors, model.safetensors.index.json, false",
    "onnx/, onnx/model.onnx, true",
    "onnx/, onnx/deep/model.onnx, true",
    "onnx/, other/onnx/model.onnx, false",
    "onnx, onnx/model.onnx, false",
    "model-?.bin, model-1.bin, true",
    "model-?.bin, model-10.bin, false",
    "model?bin, model/bin, true",
    "[ab].txt, a.txt, true",
    "[ab].txt, c.txt, false",
    "[!ab].txt, c.txt, true",
    "[!ab].txt, a.txt, false",
    "[a-c]x, bx, true",
    "[c-a]x, bx, false",
    "[]]x, ]x, true",
    "[!]]x, ]x, false",
    "[, [, true",
    "[abc, [abc, true",
    "[^a], ^, true",
    "[^a], b, false",
    "a+b(c).txt, a+b(c).txt, true",
    "a.b, axb, false",
    "*, anything/at/all, true"
  })
  void matchesAsTheOfficialClient(String pattern, String path, boolean matches) {
    assertThat(new FilePatterns(List.of(pattern), List.of()).chooses(path)).isEqualTo(matches);
  }

  @Test
  void withoutPatternsEverythingIsChosen() {
    assertThat(new FilePatterns(List.of(), List.of()).chooses("any")).isTrue();
  }

  @Test
  void excludeBeatsInclude() {
    FilePatterns patterns = new FilePatterns(List.of("*.bin"), List.of("b*"));

    assertThat(patterns.chooses("a.bin")).isTrue();
    assertThat(patterns.chooses("b.bin")).isFalse();
    assertThat(patterns.chooses("a.txt")).isFalse();
  }

  @Test
  void aNameMayHoldALineBreak() {
    assertThat(new FilePatterns(List.of("a*b"), List.of()).chooses("a\nb")).isTrue();
  }
}
