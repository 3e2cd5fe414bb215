package lisle.ipaddress;

import java.util.Objects;

/**
 * Reads IPv4 addresses: four decimal octets without leading zeros, three dots, nothing else.
 *
 * <p>Strictness is a security property: the octal, hexadecimal and short forms of {@code
 * inet_aton(3)} name one host to a filter and another to the system.
 */
final class Ipv4Parser {
  private static final String[] REASONS = {
    "empty text",
    "missing octet",
    "leading zero",
    "octet above 255",
    "more than four octets",
    "fewer than four octets",
    "unexpected character",
  };

  private static final int EMPTY = 0;
  private static final int MISSING_OCTET = 1;
  private static final int LEADING_ZERO = 2;
  private static final int OCTET_ABOVE_255 = 3;
  private static final int TOO_MANY = 4;
  private static final int TOO_FEW = 5;
  private static final int UNEXPECTED = 6;

  private Ipv4Parser() {}

  /**
   * Returns the address as an unsigned 32-bit number, or a negative number that {@link #index} and
   * {@link #reason} explain.
   */
  static long parse(CharSequence text, int from, int to) {
    int bits = 0;
    int octets = 0;
    int octet = -1;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      int digit = c - '0';
      if (digit >= 0 && digit <= 9) {
        if (octet < 0) {
          octet = digit;
        } else if (octet == 0) {
          return refusal(i - 1, LEADING_ZERO);
        } else {
          octet = octet * 10 + digit;
          if (octet > 255) return refusal(i - 2, OCTET_ABOVE_255);
        }
      } else if (c == '.') {
        if (octet < 0) return refusal(i, MISSING_OCTET);
        if (octets == 3) return refusal(i, TOO_MANY);
        bits = bits << 8 | octet;
        octets++;
        octet = -1;
      } else {
        return refusal(i, UNEXPECTED);
      }
    }
    if (octet < 0) return refusal(to, from == to ? EMPTY : MISSING_OCTET);
    if (octets < 3) return refusal(to, TOO_FEW);
    return Integer.toUnsignedLong(bits << 8 | octet);
  }

  private static long refusal(int index, int reason) {
    return ~((long) index << 8 | reason);
  }

  /** Returns where the fault is of which {@link #parse} returned {@code refusal}. */
  static int index(long refusal) {
    return (int) (~refusal >>> 8);
  }

  static String reason(long refusal) {
    return REASONS[(int) (~refusal & 0xff)];
  }

  static long parse(byte[] text, int from, int to) {
    return parse(new Ascii(text, from, to), 0, to - from);
  }

  /** Says why {@link #parse} refuses the text, which it does. */
  static IpFormatException refusal(CharSequence text, int from, int to) {
    String input = text.subSequence(from, to).toString();
    long refusal = parse(input, 0, input.length());
    return new IpFormatException(input, index(refusal), reason(refusal));
  }

  /**
   * Reads an address with a prefix length, a netmask, a hostmask or nothing after it. Returns the
   * prefix length above the 32 bits of the address, host bits and all, or -1 where the text is no
   * such thing.
   */
  static long parseNetwork(CharSequence text, int from, int to) {
    Objects.checkFromToIndex(from, to, text.length());
    int slash = Prefixes.slash(text, from, to);
    long bits = parse(text, from, slash);
    if (bits < 0) return -1;
    if (slash == to) return 32L << 32 | bits;
    long prefixLength = Prefixes.parse(text, slash + 1, to, 32);
    if (prefixLength < 0) {
      long mask = parse(text, slash + 1, to);
      if (mask >= 0) prefixLength = Prefixes.ofMask((int) mask);
    }
    return prefixLength < 0 ? -1 : prefixLength << 32 | bits;
  }

  /** Says why {@link #parseNetwork} refuses the text, which it does. */
  static IpFormatException networkRefusal(CharSequence text, int from, int to) {
    String input = text.subSequence(from, to).toString();
    int slash = Prefixes.slash(input, 0, input.length());
    long bits = parse(input, 0, slash);
    if (bits < 0) return new IpFormatException(input, index(bits), reason(bits));
    if (input.indexOf('.', slash) < 0) return Prefixes.refusal(input, slash + 1, 32);
    long mask = parse(input, slash + 1, input.length());
    if (mask < 0) return new IpFormatException(input, index(mask), reason(mask));
    return new IpFormatException(input, slash + 1, "neither netmask nor hostmask");
  }
}
