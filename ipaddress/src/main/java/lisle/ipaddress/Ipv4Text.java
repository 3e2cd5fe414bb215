package lisle.ipaddress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Objects;

/** Writes IPv4 addresses as text. */
final class Ipv4Text {
  /** The length of the longest text, and the room that {@link #write} asks for. */
  static final int MAX_LENGTH = 15;

  /** For each octet its digits and a dot, the first character in the lowest byte. */
  private static final int[] OCTETS = new int[256];

  /** For each octet the number of its digits, and one for the dot. */
  private static final byte[] LENGTHS = new byte[256];

  static {
    for (int octet = 0; octet < 256; octet++) {
      byte[] text = (octet + ".").getBytes(ISO_8859_1);
      for (int i = text.length - 1; i >= 0; i--) OCTETS[octet] = OCTETS[octet] << 8 | text[i];
      LENGTHS[octet] = (byte) text.length;
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
    int octet1 = bits >>> 24;
    int octet2 = (bits >>> 16) & 0xff;
    int octet3 = (bits >>> 8) & 0xff;
    int octet4 = bits & 0xff;
    // Four bytes each: what is too much of one, the next covers. No branch depends on the digits.
    int i = index;
    Words.putText(target, i, OCTETS[octet1]);
    i += LENGTHS[octet1];
    Words.putText(target, i, OCTETS[octet2]);
    i += LENGTHS[octet2];
    Words.putText(target, i, OCTETS[octet3]);
    i += LENGTHS[octet3];
    // The last octet has no dot, and must not reach beyond the room: first, middle, last digit.
    int text = OCTETS[octet4];
    int digits = LENGTHS[octet4] - 1;
    target[i] = (byte) text;
    target[i + (digits >> 1)] = (byte) (text >>> (8 * (digits >> 1)));
    target[i + digits - 1] = (byte) (text >>> (8 * digits - 8));
    return i + digits;
  }
}
