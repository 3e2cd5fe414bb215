package lisle.ipaddress;

/**
 * Reads IPv6 addresses out of bytes, eight at a time and without an object. {@link Ipv6Parser} is
 * the plain reader of the same forms.
 *
 * <p>First every byte is sorted, by arithmetic on whole words, into hexadecimal digits, colons and
 * others; a bit for each byte then says all about the form: a run of five digit bits is a group too
 * long, two colon bits side by side are the gap. Only then the groups are read.
 */
final class Ipv6Bytes {
  /** The length of 0000:0000:0000:0000:0000:0000:255.255.255.255. */
  static final int MAX_LENGTH = 45;

  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
  private static final long LOW_BITS = 0x0101_0101_0101_0101L;
  private static final long SEVEN_BITS = 0x7f7f_7f7f_7f7f_7f7fL;
  private static final long COLONS = 0x3a3a_3a3a_3a3a_3a3aL;
  private static final long ZEROS = 0x3030_3030_3030_3030L;
  private static final long CASE_BITS = 0x2020_2020_2020_2020L;
  private static final long BEFORE_A = 0x6060_6060_6060_6060L;

  /** Added to 0 to 9 they leave the high bit of a byte clear, added to more they set it. */
  private static final long BEYOND_9 = 0x7676_7676_7676_7676L;

  private static final long BEYOND_6 = 0x7979_7979_7979_7979L;

  /** Multiplied with, it gathers the high bits of eight bytes in the highest byte. */
  private static final long GATHER = 0x0002_0408_1020_4081L;

  private Ipv6Bytes() {}

  /**
   * Puts the address into {@code bits} at {@code at} and after it, high half first. Returns false,
   * and may have put anything, where the text is no address without a scope.
   */
  static boolean parse(byte[] text, int from, int to, long[] bits, int at) {
    int length = to - from;
    if (length < 2 || length > MAX_LENGTH) return false;
    long colons = 0;
    long others = 0;
    boolean nearEnd = text.length - to < 8;
    for (int i = 0; i < length; i += 8) {
      long word = word(text, from + i, nearEnd);
      // A sum carries into the next byte only where a byte is no ASCII, and that is refused.
      long isColon = ~((word ^ COLONS) + SEVEN_BITS) & HIGH_BITS;
      long noDigit = (word ^ ZEROS) + BEYOND_9;
      // a..f and A..F become 1 to 6.
      long letter = (word | CASE_BITS) ^ BEFORE_A;
      long noLetter = (letter + BEYOND_6) | ~(letter + SEVEN_BITS);
      long isOther = ((noDigit & noLetter & ~isColon) | word) & HIGH_BITS;
      colons |= ((isColon * GATHER) >>> 56) << i;
      others |= ((isOther * GATHER) >>> 56) << i;
    }
    long all = (1L << length) - 1;
    colons &= all;
    others &= all;
    int groups = 8;
    long dotted = 0;
    if (others != 0) {
      // The one thing that it may be is an IPv4 address after the last colon.
      int start = 64 - Long.numberOfLeadingZeros(colons);
      if (start == 0 || Long.numberOfTrailingZeros(others) < start) return false;
      dotted = Ipv4Parser.parse(text, from + start, to);
      if (dotted < 0) return false;
      groups = 6;
      // The colon before it stays only as a part of the gap.
      length = start;
      if ((colons >>> (start - 1) & 1) != 0 && (start < 2 || (colons >>> (start - 2) & 1) == 0)) {
        length = start - 1;
      }
      all = (1L << length) - 1;
      colons &= all;
      if (length == 0) return false;
    }
    long digits = ~colons & all;
    long gap = colons & (colons >>> 1);
    long runOf2 = digits & (digits >>> 1);
    long faults = gap & (gap - 1);
    // A run of five digits; a colon alone at the start or the end.
    faults |= runOf2 & (runOf2 >>> 2) & (digits >>> 4);
    faults |= colons & ~gap & 1;
    faults |= colons & ~(gap << 1) & (all ^ (all >>> 1));
    if (faults != 0) return false;
    long starts = digits & ~(digits << 1);
    long ends = ~digits & (digits << 1);
    int count = Long.bitCount(starts);
    if (gap == 0 ? count != groups : count >= groups) return false;
    int tail = gap == 0 ? 0 : Long.bitCount(starts & -gap);
    long high = 0;
    long low = 0;
    for (int left = count; left > 0; left -= 2) {
      // Two groups at a time, of which the last may have none of its own to follow.
      long first = digits(text, from, starts, ends, nearEnd);
      starts &= starts - 1;
      ends &= ends - 1;
      if (left == 1) {
        high = (high << 16) | (low >>> 48);
        low = (low << 16) | (groups(first) >>> 16);
      } else {
        long second = digits(text, from, starts, ends, nearEnd);
        starts &= starts - 1;
        ends &= ends - 1;
        high = (high << 32) | (low >>> 32);
        low = (low << 32) | groups(first | (second << 32));
      }
    }
    if (groups == 6) {
      high = (high << 32) | (low >>> 32);
      low = (low << 32) | dotted;
      count += 2;
      tail += 2;
    }
    if (gap != 0) {
      // The groups stand together at the low end; those before the gap move up.
      int up = 16 * (8 - count);
      long stayHigh = ~Ipv6Network.maskHigh(128 - 16 * tail);
      long stayLow = ~Ipv6Network.maskLow(128 - 16 * tail);
      long headHigh = high & ~stayHigh;
      long headLow = low & ~stayLow;
      high &= stayHigh;
      low &= stayLow;
      if (up >= 64) {
        high |= up == 128 ? 0 : headLow << (up - 64);
      } else {
        high |= (headHigh << up) | (headLow >>> (64 - up));
        low |= headLow << up;
      }
    }
    bits[at] = high;
    bits[at + 1] = low;
    return true;
  }

  /** Returns eight characters, or those to the end of the array and zeros after them. */
  private static long word(byte[] text, int index, boolean nearEnd) {
    return nearEnd ? Words.getTextToEnd(text, index) : Words.getText(text, index);
  }

  /** Returns the digits of the first group, the last one in the fourth byte, zeros before it. */
  private static long digits(byte[] text, int from, long starts, long ends, boolean nearEnd) {
    int start = Long.numberOfTrailingZeros(starts);
    int end = Long.numberOfTrailingZeros(ends);
    long digits = word(text, from + start, nearEnd);
    return (digits << (32 - 8 * (end - start))) & 0xffff_ffffL;
  }

  /** Returns two groups of 16 bits, the one of the lower four digits as the higher. */
  private static long groups(long digits) {
    long nibbles = (digits & (LOW_BITS * 0x0f)) + ((digits >>> 6) & LOW_BITS) * 9;
    long bytes = ((nibbles << 4) | (nibbles >>> 8)) & 0x00ff_00ff_00ff_00ffL;
    long groups = ((bytes << 8) | (bytes >>> 16)) & 0x0000_ffff_0000_ffffL;
    return ((groups << 16) | (groups >>> 32)) & 0xffff_ffffL;
  }
}
