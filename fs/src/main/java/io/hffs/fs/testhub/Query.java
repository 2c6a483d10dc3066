package io.hffs.fs.testhub;

import io.hffs.fs.testhub.http.HttpHeaders.Field;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The parameters of a query or a form, decoded, in their order. */
record Query(List<Field> parameters) {

  private static final Set<String> TRUE = Set.of("true", "1", "yes");

  static Query parse(String encoded) {
    List<Field> parameters = new ArrayList<>();
    for (String pair : encoded.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        parameters.add(new Field(decode(name), decode(value)));
      }
    }
    return new Query(parameters);
  }

  /** Decodes leniently: what is no escape stands for itself. */
  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  Optional<String> first(String name) {
    return all(name).stream().findFirst();
  }

  /** Returns all values of {@code name} and {@code name[]}. */
  List<String> all(String name) {
    return parameters.stream()
        .filter(field -> field.name().equals(name) || field.name().equals(name + "[]"))
        .map(Field::value)
        .toList();
  }

  /** Takes {@code true}, {@code True} and {@code 1} for yes. */
  boolean flag(String name) {
    return first(name).map(value -> TRUE.contains(value.toLowerCase(Locale.ROOT))).orElse(false);
  }

  /** Returns the number of this name, or the fallback when it is absent or no number from 1 on. */
  int positive(String name, int fallback) {
    return first(name)
        .filter(value -> value.matches("[1-9][0-9]{0,8}"))
        .map(Integer::parseInt)
        .orElse(fallback);
  }

  Query with(String name, String value) {
    List<Field> changed = new ArrayList<>(parameters);
    changed.removeIf(field -> field.name().equals(name));
    changed.add(new Field(name, value));
    return new Query(changed);
  }

  String encoded() {
    return parameters.stream()
        .map(field -> encode(field.name()) + "=" + encode(field.value()))
        .collect(Collectors.joining("&"));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
