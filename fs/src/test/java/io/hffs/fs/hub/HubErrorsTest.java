package io.hffs.fs.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.hffs.fs.hub.HubErrors.Refusal;
import io.hffs.fs.repo.RepoId;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every row of the Hub's table of errors, for an anonymous user and one with a token. */
class HubErrorsTest {

  private static final Asked ASKED =
      new Asked(
          "the revision main of acme/tiny",
          RepoId.parse("acme/tiny"),
          "https://huggingface.co/acme/tiny");
  private static final Token TOKEN = new Token("hf_x", "HF_TOKEN");

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        // status, code, token sent, kind, what the message says
        "401, -, no, REPO_NOT_FOUND, does not exist on hub or is private: hffs auth login",
        "404, RepoNotFound, no, REPO_NOT_FOUND, hffs auth login",
        "404, RepoNotFound, yes, REPO_NOT_FOUND, the token from HF_TOKEN has no access",
        "401, -, yes, DENIED, does not accept the token from HF_TOKEN",
        "401, GatedRepo, no, DENIED, accept its conditions at https://huggingface.co/acme/tiny",
        "403, GatedRepo, yes, DENIED, with the account of the token from HF_TOKEN",
        "401, GatedRepo, yes, DENIED, does not accept the token from HF_TOKEN",
        "403, -, no, DENIED, refuses access",
        "403, -, yes, DENIED, have the right",
        "404, RevisionNotFound, no, REVISION_NOT_FOUND, no such branch",
        "404, EntryNotFound, no, ENTRY_NOT_FOUND, does not have",
        "404, -, no, UNAVAILABLE, does not know",
        "400, -, no, DENIED, refuses the request",
        "451, -, no, DENIED, refuses access",
        "408, -, no, UNAVAILABLE, try again",
        "500, -, no, UNAVAILABLE, try again",
        "504, -, no, UNAVAILABLE, try again",
        "300, -, no, CORRUPT, unexpected status",
      })
  void refusalBecomesAKindAndASentence(
      int status, String code, String tokenSent, Kind kind, String says) {
    SourceException failure =
        HubErrors.toException(
            new Refusal(status, code, "the server's words", true, false),
            "hub",
            ASKED,
            tokenSent.equals("yes") ? TOKEN : null,
            "");

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.getMessage().replace(",", "")).contains(says);
  }

  @ParameterizedTest
  @CsvSource({"401, false", "403, false", "404, false", "404, true", "401, true", "500, true"})
  void whatDoesNotLookLikeAHubDecidesNothing(int status, boolean html) {
    SourceException failure =
        HubErrors.toException(new Refusal(status, null, null, false, html), "hub", ASKED, null, "");

    assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(failure).hasMessageContaining("HF_ENDPOINT");
  }
}
