package lisle.ipaddress;

import java.util.Objects;

/**
 * Reads IPv4 addresses: four decimal octets without leading zeros, three dots, nothing else.
 *
 * <p>Strictness is a security property: the octal, hexadecimal and short forms of {@code
 * inet_aton(3)} name one host to a filter and another to the system.
 *
 * <p>There are two readers. {@link #parse(CharSequence, int, int)} goes character by character and
 * says what is wrong. The other two take the text as two words of eight characters and work on all
 * of them at once, without a branch that depends on the digits: on random addresses the lengths of
 * the octets can't be predicted, and a wrong guess costs as much as all the rest.
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

  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
  private static final long SEVEN_BITS = 0x7f7f_7f7f_7f7f_7f7fL;
  private static final long DOTS = 0x2e2e_2e2e_2e2e_2e2eL;
  private static final long ZEROS = 0x3030_3030_3030_3030L;

  /** Added to 0 to 9 it leaves the high bit of a byte clear, added to more it sets it. */
  private static final long BEYOND_9 = 0x7676_7676_7676_7676L;

  /** Multiplied with, it gathers the high bits of eight bytes in the highest byte. */
  private static final long GATHER = 0x0002_0408_1020_4081L;

  private Ipv4Parser() {}

  /** Returns the address as an unsigned 32-bit number, or a negative number. */
  static long parse(byte[] text, int from, int to) {
    int length = to - from;
    if (length < 8 || length > 15) return length == 7 ? shortest(text, from) : -1;
    long first = Words.getText(text, from);
    long last = Words.getText(text, to - 8);
    return parse(length, first, last);
  }

  /** Returns the address as an unsigned 32-bit number, or a negative number. */
  static long parse(String text) {
    int length = text.length();
    if (length < 8 || length > 15) return parse((CharSequence) text, 0, length);
    long first = 0;
    long last = 0;
    int end = length - 8;
    int all = 0;
    for (int i = 0; i < 8; i++) {
      int a = text.charAt(i);
      int b = text.charAt(end + i);
      all |= a | b;
      first |= (long) a << (8 * i);
      last |= (long) b << (8 * i);
    }
    return all > 0x7f ? -1 : parse(length, first, last);
  }

  /** Reads an address of 7 characters, which has four octets of one digit. */
  private static long shortest(byte[] text, int from) {
    int bits = 0;
    for (int i = 0; i < 7; i++) {
      int c = text[from + i];
      if ((i & 1) == 1) {
        if (c != '.') return -1;
      } else {
        if (c < '0' || c > '9') return -1;
        bits = (bits << 8) | (c - '0');
      }
    }
    return Integer.toUnsignedLong(bits);
  }

  /**
   * Reads an address of 8 to 15 characters, given the first eight and the last eight of them, the
   * earliest character in the lowest byte.
   */
  private static long parse(int length, long first, long last) {
    // The characters from the ninth on, with zeros (the digit) after them.
    int rest = 8 * length - 64;
    long second = (last >>> 8 >>> (56 - rest)) | ((-1L << rest) & ZEROS);
    // One high bit for each dot, one for each character that is no digit: they must be the same.
    long dots1 = ~((first ^ DOTS) + SEVEN_BITS) & HIGH_BITS;
    long dots2 = ~((second ^ DOTS) + SEVEN_BITS) & HIGH_BITS;
    long others1 = ((first ^ ZEROS) + BEYOND_9) & HIGH_BITS;
    long others2 = ((second ^ ZEROS) + BEYOND_9) & HIGH_BITS;
    long fault = ((first | second) & HIGH_BITS) | (dots1 ^ others1) | (dots2 ^ others2);
    // One bit for each dot.
    int dots = (int) ((dots1 * GATHER) >>> 56) | ((int) ((dots2 * GATHER) >>> 56) << 8);
    int dot1 = Integer.numberOfTrailingZeros(dots);
    int after1 = dots & (dots - 1);
    int dot2 = Integer.numberOfTrailingZeros(after1);
    int after2 = after1 & (after1 - 1);
    int dot3 = Integer.numberOfTrailingZeros(after2);
    // Octets of one to three digits, and nothing after the third dot but the fourth octet.
    int length1 = dot1;
    int length2 = dot2 - dot1 - 1;
    int length3 = dot3 - dot2 - 1;
    int length4 = length - dot3 - 1;
    int good = (0xe >> length1) & (0xe >> length2) & (0xe >> length3) & (0xe >> length4) & 1;
    fault |= (good - 1) | (after2 & (after2 - 1));
    // The digits of each octet in three bytes, the ones in the highest, zeros before them. The
    // first two octets end within the first eight characters, the third within the middle eight.
    long middle = (first >>> 32) | (second << 32);
    long digits1 = (first << (64 - 8 * length1)) >>> 40;
    long digits2 = ((first >>> (8 * dot1 + 8)) << (64 - 8 * length2)) >>> 40;
    long digits3 = ((middle >>> (8 * dot2 - 24)) << (64 - 8 * length3)) >>> 40;
    long digits4 = (last >>> (64 - 8 * length4)) << (24 - 8 * length4);
    long octets12 = octets(digits1 | (digits2 << 32));
    long octets34 = octets(digits3 | (digits4 << 32));
    // Two digits are 10 or more, three are 100 or more, and no octet is more than 255.
    long least12 = least(length1) | (least(length2) << 32);
    long least34 = least(length3) | (least(length4) << 32);
    long range = octets12 | octets34 | (octets12 - least12) | (octets34 - least34);
    fault |= range & 0xffff_ff00_ffff_ff00L;
    if (fault != 0) return -1;
    return ((octets12 << 24) & 0xff00_0000L)
        | ((octets12 >>> 16) & 0xff_0000L)
        | ((octets34 << 8) & 0xff00)
        | (octets34 >>> 32);
  }

  /** Returns the least octet of so many digits: 0, 10 or 100. */
  private static long least(int digits) {
    return (0x640a_0000L >>> (8 * digits)) & 0xff;
  }

  /** Turns three digits in the low and three in the high half into a number in each. */
  private static long octets(long digits) {
    long hundreds = digits & 0x0000_000f_0000_000fL;
    long tens = (digits >>> 8) & 0x0000_000f_0000_000fL;
    long ones = (digits >>> 16) & 0x0000_000f_0000_000fL;
    return hundreds * 100 + tens * 10 + ones;
  }

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
