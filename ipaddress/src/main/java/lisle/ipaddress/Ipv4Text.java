package lisle.ipaddress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Objects;

/** Writes IPv4 addresses as text. */
final class Ipv4Text {
  /** The length of the longest text, and the room that {@link #write} asks for. */
  static final int MAX_LENGTH = 15;

  /**
   * For each octet its digits and a dot, the first character in the lowest of four bytes, and above
   * them how many bits that is.
   */
  private static final long[] OCTETS = new long[256];

  static {
    for (int octet = 0; octet < 256; octet++) {
      byte[] text = (octet + ".").getBytes(ISO_8859_1);
      long word = 8L * text.length;
      for (int i = 3; i >= 0; i--) word = word << 8 | (i < text.length ? text[i] : 0);
      OCTETS[octet] = word;
    }
  }

  private Ipv4Text() {}

  static String toString(int bits) {
    byte[] text = new byte[MAX_LENGTH];
    int end = write(bits, text, 0);
    return new String(text, 0, end, ISO_8859_1);
  }

  static int write(int bits, byte[] target, int index) {
    Objects.checkFromIndexSize(index, MAX_LENGTH, target.length);
    // No branch depends on the digits: what is too much of one part, the next covers.
    long octet1 = OCTETS[bits >>> 24];
    long octet2 = OCTETS[bits >>> 16 & 0xff];
    long octet3 = OCTETS[bits >>> 8 & 0xff];
    long octet4 = OCTETS[bits & 0xff];
    int bits1 = (int) (octet1 >>> 32);
    int bits3 = (int) (octet3 >>> 32);
    Words.putText(target, index, (octet1 & 0xffff_ffffL) | octet2 << bits1);
    int half = index + ((bits1 + (int) (octet2 >>> 32)) >>> 3);
    // At most seven bytes, as the last dot does not count; eight could be beyond the room.
    long last = (octet3 & 0xffff_ffffL) | octet4 << bits3;
    Words.putText(target, half, (int) last);
    Words.putText(target, half + 3, (int) (last >>> 24));
    return half + ((bits3 + (int) (octet4 >>> 32)) >>> 3) - 1;
  }
}
