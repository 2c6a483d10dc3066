package io.hffs.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hffs.fs.repo.RepoId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SharePatternsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "''; any/thing; true",
        "' , '; any/thing; true",
        "Qwen/*; Qwen/Qwen3-0.6B; true",
        "Qwen/*; datasets/Qwen/evals; true",
        "Qwen/*; other/name; false",
        "Qwen/*; gpt2; false",
        "a/b; a/b; true",
        "a/b; a/bc; false",
        "a/b; datasets/a/b; false",
        "gpt2; gpt2; true",
        "!a/b; a/b; false",
        "!a/b; c/d; true",
        "! a/b; A/B; false",
        "!datasets/a/b; a/b; true",
        "!datasets/*; datasets/a/b; false",
        "!datasets/*; a/b; true",
        "!models/*; gpt2; false",
        "a/*, !a/b; a/b; false",
        "a/*, !a/b; a/c; true",
        "!a/b, a/*; a/b; true",
        "*, !a/*; a/b; false",
        "*, !a/*; c/d; true",
        "!*; a/b; false",
        "!*, a/*; a/b; true"
      })
  void theLastPatternThatMatchesDecides(String patterns, String repo, boolean allowed) {
    assertThat(SharePatterns.parse(patterns).allows(RepoId.parse(repo))).isEqualTo(allowed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"!", "a/b/c", "*/b", "a/b*", "/", "a/", "/*", "!!a/b", "a b/c", "../*"})
  void refusesWithASentenceThatShowsHow(String pattern) {
    assertThatThrownBy(() -> SharePatterns.parse("ok/ok, " + pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not a pattern of repositories: '")
        .hasMessageContaining("write org/name");
  }

  @Test
  void writesWhatItReads() {
    SharePatterns patterns = SharePatterns.parse("Qwen/*,! Qwen/Qwen3-0.6B , *");

    assertThat(patterns).hasToString("Qwen/*, !Qwen/Qwen3-0.6B, *");
    assertThat(SharePatterns.parse(patterns.toString())).isEqualTo(patterns);
  }
}
