package io.hffs.fs.hub;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import io.hffs.fs.hub.HubClient.Sent;
import io.hffs.fs.json.JsonBytes;
import io.hffs.fs.source.SourceException;
import io.hffs.fs.source.SourceException.Kind;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;

/** The JSON side of a Hub: pages, and the redirects of renamed repositories. Thread-safe. */
final class HubApi {

  private static final int MAX_PAGE_BYTES = 16 * 1024 * 1024;
  private final HubClient client;

  HubApi(HubClient client) {
    this.client = client;
  }

  /** An answer: its JSON, the address that gave it, and the headers that matter. */
  record Page(JsonNode json, HttpUrl url, Optional<String> link, Optional<String> date) {}

  /** Asks with the user's token. */
  Page page(HttpUrl url, Asked asked) throws SourceException {
    return pageUnless(0, url, asked).orElseThrow();
  }

  /** Asks with the user's token; empty when a Hub refused with this status. */
  Optional<Page> pageUnless(int status, HttpUrl url, Asked asked) throws SourceException {
    HttpUrl next = url;
    for (int hop = 0; hop <= HubClient.MAX_HOPS; hop++) {
      try (Sent sent = client.send(next, Map.of(), new Cancellation())) {
        if (sent.isRefusal()) {
          HubErrors.Refusal refusal = client.refusal(sent);
          if (refusal.status() == status && refusal.hubLike()) {
            return Optional.empty();
          }
          throw client.toException(refusal, asked, sent.token());
        }
        if (!sent.reply().isRedirect()) {
          return Optional.of(read(sent.reply(), asked));
        }
        next = client.target(sent.reply());
        if (!client.isAtEndpoint(next)) {
          throw client.leadsAway(next);
        }
      }
    }
    throw new SourceException(
        Kind.CORRUPT, client.name() + " redirects in circles when asked for " + asked.what());
  }

  /** Asks with this token and no other. */
  Page pageWith(Token token, HttpUrl url, Asked asked) throws SourceException {
    try (Sent sent = client.send(url, Map.of(), Optional.of(token), new Cancellation())) {
      if (sent.isRefusal()) {
        throw client.toException(client.refusal(sent), asked, sent.token());
      }
      return read(sent.reply(), asked);
    }
  }

  private Page read(HttpReply reply, Asked asked) throws SourceException {
    if (reply.isHtml()) {
      throw client.notAHub();
    }
    byte[] body = reply.readAll(MAX_PAGE_BYTES);
    JsonNode json = parsed(body, asked);
    return new Page(json, reply.url(), reply.header("Link"), reply.header("Date"));
  }

  private JsonNode parsed(byte[] body, Asked asked) throws SourceException {
    JacksonException failure = null;
    try {
      JsonNode json = JsonBytes.foreign(body);
      if (json.isContainerNode()) {
        return json;
      }
    } catch (JacksonException e) {
      failure = e;
    }
    throw new SourceException(
        Kind.CORRUPT, client.name() + " sent broken JSON when asked for " + asked.what(), failure);
  }
}
