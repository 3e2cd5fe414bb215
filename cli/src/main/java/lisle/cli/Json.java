package lisle.cli;

import org.jspecify.annotations.Nullable;

/**
 * Writes JSON (RFC 8259), on one line: {@code new Json().open().put("version", 4).close()}. The
 * order of the calls is the order of the text, and nothing checks that it makes sense. For one
 * thread.
 */
final class Json {
  private final StringBuilder text = new StringBuilder(256);

  /** Whether something stands before, at this level. */
  private boolean comma;

  /** Opens an object, as the whole, as an element of an array or behind {@link #key}. */
  Json open() {
    return begin('{');
  }

  Json close() {
    return end('}');
  }

  Json openArray() {
    return begin('[');
  }

  Json closeArray() {
    return end(']');
  }

  Json key(String key) {
    separate();
    quote(key);
    text.append(':');
    comma = false;
    return this;
  }

  /** Writes a string, or null. */
  Json put(String key, @Nullable String value) {
    return key(key).add(value);
  }

  Json put(String key, boolean value) {
    return key(key).raw(Boolean.toString(value));
  }

  Json put(String key, long value) {
    return key(key).raw(Long.toString(value));
  }

  /** Writes a string or null, as an element of an array or behind {@link #key}. */
  Json add(@Nullable String value) {
    if (value == null) return raw("null");
    separate();
    quote(value);
    return this;
  }

  /** Writes what is JSON already. */
  Json raw(String json) {
    separate();
    text.append(json);
    return this;
  }

  /** Begins again with nothing, and keeps the memory. */
  Json clear() {
    text.setLength(0);
    comma = false;
    return this;
  }

  private Json begin(char bracket) {
    separate();
    text.append(bracket);
    comma = false;
    return this;
  }

  private Json end(char bracket) {
    text.append(bracket);
    comma = true;
    return this;
  }

  private void separate() {
    if (comma) text.append(',');
    comma = true;
  }

  private void quote(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"', '\\' -> text.append('\\').append(c);
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          // Control characters must be escaped; halves of a pair that stand alone have no UTF-8.
          if (c < ' ' || c == 0x7f || isLone(value, i)) escape(c);
          else text.append(c);
        }
      }
    }
    text.append('"');
  }

  private static boolean isLone(String value, int i) {
    char c = value.charAt(i);
    if (!Character.isSurrogate(c)) return false;
    return Character.isHighSurrogate(c)
        ? i + 1 == value.length() || !Character.isLowSurrogate(value.charAt(i + 1))
        : i == 0 || !Character.isHighSurrogate(value.charAt(i - 1));
  }

  private void escape(char c) {
    text.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      text.append(Character.forDigit(c >> shift & 15, 16));
    }
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
