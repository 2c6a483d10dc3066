package io.hffs.fs.hub;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import io.hffs.fs.json.JsonBytes;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The Hub's refusals as kinds and sentences. Pure: an answer in, an exception out.
 *
 * <p>Codes decide, never the text of a message, but for {@link #DISABLED}. "Not found" is believed
 * only in the words of a Hub, since a login page of some network answers 404 and 401 too.
 */
final class HubErrors {

  /** Has no code, or that of a gated repository; the official client knows it by this text too. */
  private static final String DISABLED = "Access to this resource is disabled.";

  /**
   * A refusal as it came.
   *
   * @param code X-Error-Code, which only a Hub sends
   * @param message what the server says, for people
   * @param hubLike whether it has the marks of a Hub: its headers, or its JSON
   * @param html whether the body is a web page
   */
  record Refusal(
      int status, @Nullable String code, @Nullable String message, boolean hubLike, boolean html) {

    static Refusal of(HttpReply reply, byte[] body) {
      Optional<String> code = reply.header("X-Error-Code");
      Optional<String> inJson = messageInJson(reply, body);
      Optional<String> message = reply.header("X-Error-Message").or(() -> inJson);
      boolean bearer =
          reply.header("WWW-Authenticate").map(value -> value.startsWith("Bearer")).orElse(false);
      boolean marked =
          code.isPresent()
              || reply.header("X-Error-Message").isPresent()
              || inJson.isPresent()
              || bearer;
      return new Refusal(
          reply.status(),
          code.orElse(null),
          message.map(Redaction::redact).orElse(null),
          marked && !reply.isHtml(),
          reply.isHtml());
    }

    /**
     * Reads {@code {"error":"…"}}, {@code {"error":["…"]}} or {@code {"errors":[{"message":"…"}]}}.
     */
    private static Optional<String> messageInJson(HttpReply reply, byte[] body) {
      if (!reply.header("Content-Type").map(t -> t.contains("json")).orElse(false)) {
        return Optional.empty();
      }
      try {
        JsonNode json = JsonBytes.foreign(body);
        return Stream.of(
                json.path("error"),
                json.path("error").path(0),
                json.path("errors").path(0).path("message"))
            .filter(JsonNode::isTextual)
            .map(JsonNode::asText)
            .findFirst();
      } catch (JacksonException e) {
        return Optional.empty();
      }
    }
  }

  private HubErrors() {}

  /** Tells whether an answer says that the token that was sent is not accepted. */
  static boolean refusesToken(HttpReply reply) {
    return reply.status() == 401
        && !reply.header("X-Error-Message").map(DISABLED::equals).orElse(false);
  }

  /**
   * Returns what to throw.
   *
   * @param hub the name of the server
   * @param token the one that was sent, null for none
   * @param hint a sentence about a token that exists but was not sent; may be empty
   */
  static SourceException toException(
      Refusal refusal, String hub, Asked asked, @Nullable Token token, String hint) {
    if (refusal.html() || (isVerdict(refusal.status()) && !refusal.hubLike())) {
      return new SourceException(
          Kind.UNAVAILABLE,
          "Something other than a Hub answered for "
              + hub
              + " (status "
              + refusal.status()
              + "): is there a login page, a firewall or a wrong HF_ENDPOINT in between?");
    }
    if (DISABLED.equals(refusal.message())) {
      return new SourceException(
          Kind.DENIED, hub + " has disabled access, for everybody, to " + asked.what());
    }
    String code = refusal.code() == null ? "" : refusal.code();
    return switch (code) {
      case "RevisionNotFound" ->
          new SourceException(
              Kind.REVISION_NOT_FOUND, hub + " has no such branch, tag or commit: " + asked.what());
      case "EntryNotFound" ->
          new SourceException(Kind.ENTRY_NOT_FOUND, hub + " does not have " + asked.what());
      // A valid token without access gets 403, a wrong one the 401 of an anonymous user.
      case "GatedRepo" ->
          token != null && refusal.status() == 401
              ? invalidToken(hub, token)
              : gated(asked, token, hint);
      case "RepoNotFound" -> repoNotFound(hub, asked, token, hint);
      default -> byStatus(refusal, hub, asked, token, hint);
    };
  }

  private static boolean isVerdict(int status) {
    return status == 401 || status == 403 || status == 404;
  }

  private static SourceException byStatus(
      Refusal refusal, String hub, Asked asked, @Nullable Token token, String hint) {
    int status = refusal.status();
    String said = refusal.message() == null ? "" : " (" + refusal.message() + ")";
    if (status == 401) {
      // To a valid token the Hub says 404 where it says a bare 401 to an anonymous user.
      return token == null ? repoNotFound(hub, asked, null, hint) : invalidToken(hub, token);
    }
    if (status == 404) {
      return new SourceException(
          Kind.UNAVAILABLE, hub + " does not know what was asked of it: " + asked.what() + said);
    }
    if (status == 403 || status == 451) {
      return new SourceException(
          Kind.DENIED,
          hub
              + " refuses access to "
              + asked.what()
              + said
              + (token == null ? "" : "; does the " + token + " have the right to read it?"));
    }
    if (status == 408 || status >= 500) {
      return new SourceException(
          Kind.UNAVAILABLE, hub + " has trouble (status " + status + "); try again later" + said);
    }
    if (status >= 400) {
      return new SourceException(
          Kind.DENIED,
          hub + " refuses the request for " + asked.what() + " (status " + status + ")" + said);
    }
    return new SourceException(
        Kind.CORRUPT, hub + " answered with an unexpected status " + status + said);
  }

  static SourceException invalidToken(String hub, Token token) {
    return new SourceException(
        Kind.DENIED,
        hub
            + " does not accept the "
            + token
            + ": it is wrong, expired or revoked. Log in again with: hffs auth login");
  }

  private static SourceException gated(Asked asked, @Nullable Token token, String hint) {
    String repo = asked.repo() == null ? asked.what() : asked.repo().toString();
    String page = asked.page() == null ? "its page" : asked.page();
    return new SourceException(
        Kind.DENIED,
        repo
            + " is gated: accept its conditions at "
            + page
            + (token == null
                ? ", then log in with: hffs auth login" + hint
                : " with the account of the " + token));
  }

  private static SourceException repoNotFound(
      String hub, Asked asked, @Nullable Token token, String hint) {
    if (asked.repo() == null) {
      return new SourceException(
          Kind.DENIED, hub + " asks for a token for " + asked.what() + ": hffs auth login" + hint);
    }
    return new SourceException(
        Kind.REPO_NOT_FOUND,
        asked.repo()
            + " does not exist on "
            + hub
            + ", or is private"
            + (token == null
                ? ": hffs auth login" + hint
                : " and the " + token + " has no access to it"));
  }
}
