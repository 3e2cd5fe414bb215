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
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
  private static final long LOW_BITS = 0x0101_0101_0101_0101L;

  /** Multiplied with, it gathers the high bits of eight bytes in the highest byte. */
  private static final long GATHER = 0x0002_0408_1020_4081L;

  private Ipv6Bytes() {}

  /**
   * Puts the address into {@code bits} at {@code at} and after it, high half first. Returns false,
   * and may have put anything, where the text is no address without a scope.
   */
  static boolean parse(byte[] text, int from, int to, long[] bits, int at) {
    int length = to - from;
    // The longest form is 0000:0000:0000:0000:0000:0000:255.255.255.255.
    if (length < 2 || length > 45) return false;
    long colons = 0;
    long others = 0;
    for (int i = 0; i < length; i += 8) {
      long word = Words.getTextToEnd(text, from + i);
      long colon = word ^ (LOW_BITS * ':');
      long isColon = ~(((colon & ~HIGH_BITS) + ~HIGH_BITS) | colon) & HIGH_BITS;
      long digit = word ^ (LOW_BITS * '0');
      // a..f and A..F become 1 to 6.
      long letter = (word | (LOW_BITS * 0x20)) ^ (LOW_BITS * 0x60);
      long noDigit = ((digit & ~HIGH_BITS) + (LOW_BITS * 0x76)) | digit;
      long noLetter =
          (((letter & ~HIGH_BITS) + (LOW_BITS * 0x79)) | letter)
              | ~((letter & ~HIGH_BITS) + (LOW_BITS * 0x7f));
      long isOther = noDigit & noLetter & ~isColon & HIGH_BITS;
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
    for (int g = 0; g < count; g++) {
      int start = Long.numberOfTrailingZeros(starts);
      int end = Long.numberOfTrailingZeros(ends);
      int group = (int) Words.getTextToEnd(text, from + start) << (32 - 8 * (end - start));
      high = (high << 16) | (low >>> 48);
      low = (low << 16) | group(group);
      starts &= starts - 1;
      ends &= ends - 1;
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

  /** Returns the number of four hexadecimal digits, the first in the lowest byte, or zero bytes. */
  private static int group(int digits) {
    int nibbles = (digits & 0x0f0f_0f0f) + ((digits >>> 6) & 0x0101_0101) * 9;
    int bytes = ((nibbles << 4) | (nibbles >>> 8)) & 0x00ff_00ff;
    return ((bytes << 8) | (bytes >>> 16)) & 0xffff;
  }
}
