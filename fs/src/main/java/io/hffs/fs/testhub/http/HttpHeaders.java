package io.hffs.fs.testhub.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Header fields in the order they are sent; names compare without case. Immutable. */
public record HttpHeaders(List<Field> fields) {

  /** One field. */
  public record Field(String name, String value) {}

  public static final HttpHeaders NONE = new HttpHeaders(List.of());

  public HttpHeaders {
    fields = List.copyOf(fields);
  }

  /** Returns the value of the first field of this name. */
  public Optional<String> first(String name) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(Field::value)
        .findFirst();
  }

  public boolean has(String name) {
    return first(name).isPresent();
  }

  /** Tells whether a field of this name holds the word, ignoring case. */
  public boolean mentions(String name, String word) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .anyMatch(field -> field.value().toLowerCase(java.util.Locale.ROOT).contains(word));
  }

  /** Returns these fields with one more. */
  public HttpHeaders plus(String name, String value) {
    List<Field> more = new ArrayList<>(fields);
    more.add(new Field(name, value));
    return new HttpHeaders(more);
  }

  /** Returns these fields without any of this name. */
  public HttpHeaders without(String name) {
    return new HttpHeaders(
        fields.stream().filter(field -> !field.name().equalsIgnoreCase(name)).toList());
  }

  /** Returns these fields with this one in place of all others of its name. */
  public HttpHeaders with(String name, String value) {
    return without(name).plus(name, value);
  }
}
