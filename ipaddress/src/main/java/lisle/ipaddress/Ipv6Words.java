package lisle.ipaddress;

/**
 * Reads IPv6 addresses out of text, forty bytes at once: where groups begin and end is known for
 * all of them before the first is read. For one thread.
 */
final class Ipv6Words {

  private static final int AT_ONCE = 40;

  /** What was read last. */
  long high;

  long low;

  /** How many bytes of text it was. */
  int length;

  /**
   * Reads an address that begins at a place and says whether there is one. What is behind it is not
   * looked at, but it is not a part of an address: no hexadecimal digit, and no colon, unless it is
   * a last one that belongs to the sentence.
   */
  boolean read(byte[] text, int first, int to) {
    if (to - first < AT_ONCE + 8) return readByByte(text, first, to);
    long colons = 0;
    long others = 0;
    for (int i = 0; i < AT_ONCE && others == 0; i += 8) {
      long word = Words.getText(text, first + i);
      colons |= TextFlags.gather(TextFlags.colons(word)) << i;
      others = TextFlags.gather(TextFlags.notHexOrColon(word)) << i;
    }
    if (others == 0) return readByByte(text, first, to);
    int end = Long.numberOfTrailingZeros(others);
    // An IPv4 address inside, or the end of a sentence.
    if (text[first + end] == '.') return readByByte(text, first, to);
    return readGroups(text, first, colons, end);
  }

  /**
   * Reads groups, given one bit for each colon, and where the hexadecimal digits and colons end.
   */
  private boolean readGroups(byte[] text, int first, long colons, int end) {
    colons &= ~(-1L << end);
    // One or three colons at the end: the last one belongs to the sentence.
    int last = Long.numberOfLeadingZeros(~(colons << (64 - end)));
    if (last == 1 || last == 3) colons &= ~(1L << --end);

    long inside = ~(-1L << end);
    long digits = ~colons & inside;
    if ((digits & digits >>> 1 & digits >>> 2 & digits >>> 3 & digits >>> 4) != 0) return false;
    long begins = digits & (colons << 1 | 1);
    long ends = (colons | 1L << end) & digits << 1;
    long gap = colons & colons >>> 1;
    int groups = Long.bitCount(begins);
    if (gap == 0) {
      // Eight groups and no colon at either end: seven colons.
      if (groups != 8 || Long.bitCount(colons) != 7) return false;
    } else {
      // One gap, and no single colon at either end.
      if ((gap & (gap - 1)) != 0 || groups > 7) return false;
      if ((colons & 1) != 0 && (gap & 1) == 0) return false;
      if (colons >>> (end - 1) != 0 && gap >>> (end - 2) == 0) return false;
    }

    long upper = 0;
    long lower = 0;
    for (int i = 0; i < groups; i++) {
      int begin = Long.numberOfTrailingZeros(begins);
      int group = group(text, first + begin, Long.numberOfTrailingZeros(ends) - begin);
      upper = upper << 16 | lower >>> 48;
      lower = lower << 16 | group;
      begins &= begins - 1;
      ends &= ends - 1;
    }
    length = end;
    int before = gap == 0 ? 8 : Long.bitCount(digits & (colons << 1 | 1) & (gap - 1));
    place(upper, lower, before, groups);
    return true;
  }

  /** The one to four hexadecimal digits at a place. */
  private static int group(byte[] text, int place, int length) {
    int word = TextFlags.four(text, place);
    // A letter's low four bits are 1 to 6, and bit 6 tells it from a digit.
    int digits = (word & 0x0f0f_0f0f) + (word >>> 6 & 0x0101_0101) * 9;
    // The last digit comes into the lowest byte, and what is behind the group falls out.
    digits = Integer.reverseBytes(digits << (32 - 8 * length));
    digits = (digits | digits >>> 4) & 0x00ff_00ff;
    return (digits | digits >>> 8) & 0xffff;
  }

  /**
   * Puts groups that were read in a row where they belong: some before the gap, the others at the
   * end.
   */
  private void place(long upper, long lower, int before, int groups) {
    int zeros = 16 * (8 - groups);
    int tail = 16 * (groups - before);
    if (zeros == 0) {
      high = upper;
      low = lower;
      return;
    }
    // The tail stays, the head moves up by the zeros.
    long tailUpper = tail <= 64 ? 0 : upper & ~(-1L << (tail - 64));
    long tailLower = tail >= 64 ? lower : lower & ~(-1L << tail);
    long headUpper = upper ^ tailUpper;
    long headLower = lower ^ tailLower;
    if (zeros >= 128) {
      headUpper = 0;
      headLower = 0;
    } else if (zeros >= 64) {
      headUpper = headLower << (zeros - 64);
      headLower = 0;
    } else {
      headUpper = headUpper << zeros | headLower >>> (64 - zeros);
      headLower <<= zeros;
    }
    high = headUpper | tailUpper;
    low = headLower | tailLower;
  }

  /** The same, byte by byte, and with an IPv4 address at the end. */
  boolean readByByte(byte[] text, int first, int to) {
    long upper = 0;
    long lower = 0;
    int groups = 0;
    int gap = -1;
    int i = first;
    if (is(text, i, to, ':')) {
      if (!is(text, i + 1, to, ':')) return false;
      gap = 0;
      i += 2;
    }
    while (groups < 8 && i < to && hex(text[i]) >= 0) {
      int begin = i;
      int group = 0;
      while (i < to && hex(text[i]) >= 0) {
        if (i == begin + 4) return false;
        group = group << 4 | hex(text[i++]);
      }
      if (is(text, i, to, '.') && groups <= 6) {
        long ipv4 = Ipv4Words.readNearEnd(text, begin, to);
        if (ipv4 >= 0) {
          upper = upper << 32 | lower >>> 32;
          lower = lower << 32 | (ipv4 & 0xffff_ffffL);
          groups += 2;
          i = begin + (int) (ipv4 >>> 32);
          break;
        }
      }
      upper = upper << 16 | lower >>> 48;
      lower = lower << 16 | group;
      groups++;
      if (groups == 8 || !is(text, i, to, ':')) break;
      if (is(text, i + 1, to, ':')) {
        if (gap >= 0) return false;
        gap = groups;
        i += 2;
      } else if (i + 1 < to && hex(text[i + 1]) >= 0) {
        i++;
      } else {
        break;
      }
    }
    if (gap < 0 ? groups != 8 : groups > 7) return false;
    length = i - first;
    place(upper, lower, gap < 0 ? 8 : gap, groups);
    return true;
  }

  private static boolean is(byte[] text, int place, int to, int wanted) {
    return place < to && text[place] == wanted;
  }

  private static int hex(byte c) {
    return Character.digit(c, 16);
  }
}
