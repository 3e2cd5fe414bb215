package lisle.ipaddress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Objects;

/** Writes IPv6 addresses as text. */
final class Ipv6Text {
  /** The length of the longest text, and the room that {@link #write} asks for. */
  static final int MAX_LENGTH = 39;

  private static final byte[] HEX = "0123456789abcdef".getBytes(ISO_8859_1);
  private static final byte[] MAPPED = "::ffff:".getBytes(ISO_8859_1);

  /**
   * For each set of zero groups, a bit for each with the first highest, what {@code ::} stands for:
   * its first group in the high half and the one after it in the low half of the byte; 0x88 where
   * no two zero groups are side by side.
   */
  private static final byte[] GAPS = new byte[256];

  static {
    for (int zeros = 0; zeros < 256; zeros++) {
      // The longest run, the first of equals (RFC 5952 section 4.2).
      int best = 8;
      int bestEnd = 8;
      for (int start = 0; start < 8; start++) {
        int end = start;
        while (end < 8 && (zeros & (0x80 >>> end)) != 0) end++;
        if (end - start > Math.max(1, bestEnd - best)) {
          best = start;
          bestEnd = end;
        }
      }
      GAPS[zeros] = (byte) (best << 4 | bestEnd);
    }
  }

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
    if (high == 0 && low >>> 32 == 0xffff) {
      System.arraycopy(MAPPED, 0, target, index, MAPPED.length);
      return Ipv4Text.write((int) low, target, index + MAPPED.length);
    }
    int gap = GAPS[(zeroGroups(high) << 4) | zeroGroups(low)];
    int gapStart = (gap >>> 4) & 0xf;
    int gapEnd = gap & 0xf;
    int i = index;
    i = write(high, low, 0, gapStart, target, i);
    if (gapStart == 8) return i - 1;
    // The group before the gap has left its colon; at the start there was none.
    if (gapStart == 0) target[i++] = ':';
    target[i++] = ':';
    if (gapEnd == 8) return i;
    return write(high, low, gapEnd, 8, target, i) - 1;
  }

  /** Writes these groups, and a colon after each but for the last of the address. */
  private static int write(long high, long low, int from, int to, byte[] target, int i) {
    for (int g = from; g < to; g++) {
      int group = (int) ((g < 4 ? high : low) >>> (48 - 16 * (g & 3))) & 0xffff;
      // Leading zeros are shifted out; four bytes are written, and the next group covers the rest.
      int zeros = Math.min(3, (Integer.numberOfLeadingZeros(group) - 16) >> 2);
      Words.putText(target, i, digits(group) >>> (8 * zeros));
      i += 4 - zeros;
      if (g < 7) target[i] = ':';
      i++;
    }
    return i;
  }

  /** Returns the four digits of a group, the first in the lowest byte. */
  private static int digits(int group) {
    // From 0x1234 to 0x04030201, then from 0..15 to '0'..'9' and 'a'..'f'.
    int spread = (group >>> 8) | (group << 16);
    spread = ((spread >>> 4) & 0x000f_000f) | ((spread & 0x000f_000f) << 8);
    int letters = ((spread + 0x0606_0606) >>> 4) & 0x0101_0101;
    return spread + 0x3030_3030 + letters * ('a' - '0' - 10);
  }

  /** Returns which of four groups are zero, a bit for each with the first highest. */
  private static int zeroGroups(long groups) {
    // The top bit of each group says whether it is not zero; a multiplication gathers the four.
    long low15 = 0x7fff_7fff_7fff_7fffL;
    long zeros = ~(((groups & low15) + low15) | groups) & ~low15;
    return (int) (((zeros >>> 15) * 0x0001_0002_0004_0008L) >>> 48) & 0xf;
  }

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
        text.append((char) HEX[(group >>> shift) & 15]);
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
