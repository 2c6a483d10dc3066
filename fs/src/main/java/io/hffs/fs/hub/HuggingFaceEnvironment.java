package io.hffs.fs.hub;

import io.hffs.fs.hub.ProxySettings.ProxyAddress;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings that Hugging Face's own programs take from the environment, read by their rules, so
 * that hffs finds the same endpoint, token and cache.
 *
 * @param hfHome where the token and the cache are unless told otherwise
 * @param hubCache the Hugging Face cache, {@code models--org--name} and so on
 * @param tokenPath the file with the token
 * @param token from the environment; null without one
 * @param implicitTokenDisabled not to send a stored token unless the user asks
 * @param authorities who may vouch for servers; null for those that Java trusts
 */
public record HuggingFaceEnvironment(
    URI endpoint,
    Path hfHome,
    Path hubCache,
    Path tokenPath,
    @Nullable Token token,
    boolean implicitTokenDisabled,
    boolean offline,
    ProxySettings proxies,
    @Nullable CaBundle authorities) {

  public static final URI DEFAULT_ENDPOINT = URI.create("https://huggingface.co");

  private static final Set<String> TRUE = Set.of("1", "ON", "YES", "TRUE");
  private static final Pattern VARIABLE =
      Pattern.compile("\\$(?:(\\w+)|\\{([^}]*)\\})", Pattern.UNICODE_CHARACTER_CLASS);

  /**
   * Reads the variables, and looks for the certificates that one may name; one that is empty counts
   * as absent.
   *
   * @throws IllegalArgumentException with a sentence that names the variable
   */
  public static HuggingFaceEnvironment from(Map<String, String> variables, Path userHome) {
    Reader reader = new Reader(variables, userHome);
    Path home =
        reader
            .path("HF_HOME")
            .or(() -> reader.path("XDG_CACHE_HOME").map(p -> p.resolve("huggingface")))
            .orElse(userHome.resolve(".cache").resolve("huggingface"));
    return new HuggingFaceEnvironment(
        reader.endpoint(),
        home,
        reader
            .path("HF_HUB_CACHE")
            .or(() -> reader.path("HUGGINGFACE_HUB_CACHE"))
            .orElse(home.resolve("hub")),
        reader.path("HF_TOKEN_PATH").orElse(home.resolve("token")),
        reader.token(),
        reader.flag("HF_HUB_DISABLE_IMPLICIT_TOKEN"),
        reader.flag("HF_HUB_OFFLINE") || reader.flag("TRANSFORMERS_OFFLINE"),
        reader.proxies(),
        reader.authorities());
  }

  private record Reader(Map<String, String> variables, Path userHome) {

    Optional<String> value(String name) {
      return Optional.ofNullable(variables.get(name)).filter(v -> !v.isBlank());
    }

    boolean flag(String name) {
      return value(name).map(v -> TRUE.contains(v.trim().toUpperCase(Locale.ROOT))).orElse(false);
    }

    URI endpoint() {
      return value("HF_ENDPOINT")
          .map(
              text -> {
                try {
                  return HubConfig.requireHttp(URI.create(text.trim().replaceAll("/+$", "")));
                } catch (IllegalArgumentException e) {
                  throw bad("HF_ENDPOINT", "the address of a Hub, such as " + DEFAULT_ENDPOINT);
                }
              })
          .orElse(DEFAULT_ENDPOINT);
    }

    /** Expands {@code ~} and {@code $VAR} as Python does: what is not set stays as it is. */
    Optional<Path> path(String name) {
      return value(name)
          .map(
              text -> {
                Matcher matcher = VARIABLE.matcher(text);
                String expanded =
                    matcher.replaceAll(
                        m -> {
                          String key = m.group(1) != null ? m.group(1) : m.group(2);
                          return Matcher.quoteReplacement(variables.getOrDefault(key, m.group()));
                        });
                if (expanded.equals("~") || expanded.startsWith("~/")) {
                  expanded = userHome + expanded.substring(1);
                }
                try {
                  return Path.of(expanded).toAbsolutePath().normalize();
                } catch (InvalidPathException e) {
                  throw bad(name, "the path of a directory or file");
                }
              });
    }

    @Nullable Token token() {
      for (String name : List.of("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")) {
        Optional<String> text = value(name).map(TokenStore::cleaned).filter(t -> !t.isEmpty());
        if (text.isPresent()) {
          try {
            return new Token(text.get(), name);
          } catch (IllegalArgumentException e) {
            throw bad(name, "a token, which has no spaces and only ASCII characters");
          }
        }
      }
      return null;
    }

    /** The first is that of httpx, the others are those of requests, which was there before. */
    @Nullable CaBundle authorities() {
      for (String name : List.of("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")) {
        Optional<Path> path = path(name);
        if (path.isPresent()) {
          try {
            return CaBundle.find(path.get());
          } catch (IOException e) {
            throw bad(name, "a readable file of certificates in PEM, and is " + path.get());
          }
        }
      }
      return null;
    }

    ProxySettings proxies() {
      ProxyAddress all = proxy("ALL_PROXY");
      ProxyAddress http = proxy("HTTP_PROXY");
      ProxyAddress https = proxy("HTTPS_PROXY");
      List<String> exceptions =
          bothCases("NO_PROXY")
              .map(
                  e -> Arrays.stream(e.value().split("[,\\s]+")).filter(s -> !s.isEmpty()).toList())
              .orElse(List.of());
      return new ProxySettings(http == null ? all : http, https == null ? all : https, exceptions);
    }

    private record Named(String name, String value) {}

    /** Lower case wins, as in curl and Python. */
    Optional<Named> bothCases(String name) {
      String lower = name.toLowerCase(Locale.ROOT);
      return value(lower)
          .map(v -> new Named(lower, v.trim()))
          .or(() -> value(name).map(v -> new Named(name, v.trim())));
    }

    @Nullable ProxyAddress proxy(String name) {
      Named found = bothCases(name).orElse(null);
      if (found == null) {
        return null;
      }
      String text = found.value().contains("://") ? found.value() : "http://" + found.value();
      try {
        URI uri = URI.create(text);
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        boolean socks = List.of("socks", "socks5", "socks5h").contains(scheme);
        if (uri.getHost() == null || !(socks || scheme.equals("http"))) {
          throw bad(found.name(), "http://[user:password@]host:port or socks5://host:port");
        }
        int port = uri.getPort() >= 0 ? uri.getPort() : socks ? 1080 : 80;
        String[] user = uri.getRawUserInfo() == null ? null : uri.getRawUserInfo().split(":", 2);
        if (user != null && socks) {
          throw bad(found.name(), "a SOCKS proxy without a password");
        }
        return new ProxyAddress(
            socks ? ProxyAddress.Scheme.SOCKS : ProxyAddress.Scheme.HTTP,
            HostNames.normalized(uri.getHost()),
            port,
            user == null ? null : decoded(user[0]),
            user == null ? null : user.length == 2 ? decoded(user[1]) : "");
      } catch (IllegalArgumentException e) {
        throw bad(found.name(), "http://[user:password@]host:port or socks5://host:port");
      }
    }

    private static String decoded(String part) {
      return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Does not repeat the value, which may hold a password. */
    private static IllegalArgumentException bad(String name, String expected) {
      return new IllegalArgumentException(
          "the environment variable " + name + " must be " + expected);
    }
  }
}
