package lisle.ipaddress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Objects;

/** Writes IPv6 addresses as text. */
final class Ipv6Text {
  static final int MAX_LENGTH = 39;

  private static final byte[] HEX = "0123456789abcdef".getBytes(ISO_8859_1);

  private Ipv6Text() {}

  static String toString(Ipv6Address address) {
    String text = toString(address.high(), address.low());
    return address.scope() == null ? text : text + '%' + address.scope();
  }

  static String toString(long high, long low) {
    byte[] text = new byte[MAX_LENGTH];
    int end = write(high, low, text, 0);
    return new String(text, 0, end, ISO_8859_1);
  }

  /** Writes the form of RFC 5952, with that of RFC 4291 section 2.5.5.2 for mapped addresses. */
  static int write(long high, long low, byte[] target, int index) {
    Objects.checkFromIndexSize(index, MAX_LENGTH, target.length);
    int i = index;
    if (high == 0 && low >>> 32 == 0xffff) {
      for (byte c : MAPPED) target[i++] = c;
      return Ipv4Text.write((int) low, target, i);
    }
    // The longest run of two or more zero groups, the first of equals.
    int gap = 8;
    int gapEnd = 8;
    for (int start = 0; start < 8; start++) {
      int end = start;
      while (end < 8 && group(high, low, end) == 0) end++;
      if (end - start > Math.max(1, gapEnd - gap)) {
        gap = start;
        gapEnd = end;
      }
      start = Math.max(start, end - 1);
    }
    for (int g = 0; g < 8; g++) {
      if (g == gap) {
        target[i++] = ':';
        g = gapEnd;
        if (g == 8) {
          target[i++] = ':';
          break;
        }
      }
      if (g > 0) target[i++] = ':';
      int group = group(high, low, g);
      if (group >= 0x1000) target[i++] = HEX[group >>> 12];
      if (group >= 0x100) target[i++] = HEX[(group >>> 8) & 15];
      if (group >= 0x10) target[i++] = HEX[group >>> 4 & 15];
      target[i++] = HEX[group & 15];
    }
    return i;
  }

  private static final byte[] MAPPED = "::ffff:".getBytes(ISO_8859_1);

  private static int group(long high, long low, int index) {
    long half = index < 4 ? high : low;
    return (int) (half >>> (48 - 16 * (index & 3))) & 0xffff;
  }

  static String exploded(Ipv6Address address) {
    var text = new StringBuilder(45);
    int groups = address.isIpv4Mapped() ? 6 : 8;
    for (int g = 0; g < groups; g++) {
      if (g > 0) text.append(':');
      int group = group(address.high(), address.low(), g);
      for (int shift = 12; shift >= 0; shift -= 4) {
        text.append((char) HEX[group >>> shift & 15]);
      }
    }
    if (groups == 6) text.append(':').append(Ipv4Text.toString((int) address.low()));
    if (address.scope() != null) text.append('%').append(address.scope());
    return text.toString();
  }

  static String reversePointer(Ipv6Address address) {
    byte[] text = new byte[64];
    for (int i = 0; i < 32; i++) {
      long half = i < 16 ? address.low() : address.high();
      text[2 * i] = HEX[(int) (half >>> (4 * (i & 15))) & 15];
      text[2 * i + 1] = '.';
    }
    return new String(text, ISO_8859_1) + "ip6.arpa";
  }
}
