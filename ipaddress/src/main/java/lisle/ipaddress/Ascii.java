package lisle.ipaddress;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Objects;

/**
 * Bytes seen as text, one character a byte, without copying them; what is above ASCII is no part of
 * an address, so that only a scope has it, and {@link #toString} decodes that as UTF-8.
 */
final class Ascii implements CharSequence {
  private final byte[] bytes;
  private final int from;
  private final int to;

  Ascii(byte[] bytes, int from, int to) {
    Objects.checkFromToIndex(from, to, bytes.length);
    this.bytes = bytes;
    this.from = from;
    this.to = to;
  }

  @Override
  public int length() {
    return to - from;
  }

  @Override
  public char charAt(int index) {
    return (char) (bytes[from + index] & 0xff);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return new Ascii(bytes, from + start, from + end);
  }

  @Override
  public String toString() {
    return new String(bytes, from, to - from, UTF_8);
  }
}
