package lisle.ipaddress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Objects;

/** Writes IPv4 addresses as text. */
final class Ipv4Text {
  static final int MAX_LENGTH = 15;

  /**
   * For each octet its digits and a dot, the first character lowest, and in the highest byte how
   * many these are together: an octet is one load and one store, and no branch.
   */
  private static final int[] OCTETS = new int[256];

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
    byte[] text = new byte[MAX_LENGTH + 1];
    int end = write(bits, text);
    return new String(text, 0, end, ISO_8859_1);
  }

  static int write(int bits, byte[] target, int index) {
    Objects.checkFromIndexSize(index, MAX_LENGTH, target.length);
    int i = index;
    for (int shift = 24; shift >= 0; shift -= 8) {
      int octet = bits >>> shift & 0xff;
      int text = OCTETS[octet];
      int length = LENGTHS[octet] - (shift == 0 ? 1 : 0);
      for (int k = 0; k < length; k++) {
        target[i++] = (byte) text;
        text >>>= 8;
      }
    }
    return i;
  }

  private static int write(int bits, byte[] text) {
    return write(bits, text, 0);
  }
}
