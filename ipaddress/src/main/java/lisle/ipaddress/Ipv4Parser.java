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

  private static final long THREE_BYTES = 0xff_ffff;

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
   * earliest character in the lowest byte. The first two octets end within the first eight, and the
   * last two begin within the last eight: nowhere else need be looked.
   */
  private static long parse(int length, long first, long last) {
    // One high bit for each dot, one for each character that is no digit: they must be the same.
    long dots = ~((first ^ DOTS) + SEVEN_BITS) & HIGH_BITS;
    long lastDots = ~((last ^ DOTS) + SEVEN_BITS) & HIGH_BITS;
    long others = ((first ^ ZEROS) + BEYOND_9) & HIGH_BITS;
    long lastOthers = ((last ^ ZEROS) + BEYOND_9) & HIGH_BITS;
    long fault = ((first | last) & HIGH_BITS) | (dots ^ others) | (lastDots ^ lastOthers);
    // How many bits the digits of each octet are. Where two dots are not in the first eight, or
    // none in the last, a length is far too great; that there are three makes the rest fit.
    int bits = 8 * length;
    int dot1 = Long.numberOfTrailingZeros(dots);
    int dot2 = Long.numberOfTrailingZeros(dots & (dots - 1));
    int length1 = dot1 - 7;
    int length2 = dot2 - dot1 - 8;
    int length4 = Long.numberOfLeadingZeros(lastDots);
    int length3 = bits - 9 - length4 - dot2;
    int count = Long.bitCount(dots) + Long.bitCount(lastDots >>> 8 >>> (120 - bits));
    int least = (length1 - 1) | (length2 - 1) | (length3 - 1) | (length4 - 1);
    int most = length1 | length2 | length3 | length4;
    fault |= ((least | most) & ~31) | (count ^ 3);
    // The digits of each octet in three bytes, the ones in the highest, zeros before them; octets 1
    // and 3 in one word, 2 and 4 in the other, and then all four 16 bits apart.
    long digits1 = ((first << 24) >>> length1) & THREE_BYTES;
    long digits2 = (first >>> (dot2 - 31)) & (THREE_BYTES << (24 - length2));
    long digits3 = (last >>> (32 - length4)) & (THREE_BYTES << (24 - length3)) & THREE_BYTES;
    long digits4 = (last >>> 40) & (THREE_BYTES << (24 - length4));
    long octets = octets(digits3 | digits1 << 32) << 16 | octets(digits4 | digits2 << 32);
    // Two digits are 10 or more, three are 100 or more, and no octet is more than 255.
    long below =
        least(length4) | least(length3) << 16 | least(length2) << 32 | least(length1) << 48;
    fault |= (octets | (octets - below)) & 0xff00_ff00_ff00_ff00L;
    if (fault != 0) return -1;
    octets = (octets | octets >>> 8) & 0x0000_ffff_0000_ffffL;
    return (octets | octets >>> 16) & 0xffff_ffffL;
  }

  /** Returns the least octet whose digits are so many bits: 0, 10 or 100. */
  private static long least(int digits) {
    return (0x640a_0000L >>> digits) & 0xff;
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
