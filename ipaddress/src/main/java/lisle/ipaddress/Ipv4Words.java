package lisle.ipaddress;

/**
 * Reads IPv4 addresses out of text, sixteen bytes at once and without a branch on what they are:
 * how many digits a number has is what no branch predictor learns.
 */
final class Ipv4Words {

  private Ipv4Words() {}

  /**
   * Reads four numbers with dots between them that begin at a place: returns their length above 32
   * bits of address, or -1. What is behind them is not looked at, but it is no digit.
   */
  static long read(byte[] text, int first, int to) {
    if (to - first < 16) return readNearEnd(text, first, to);
    long word1 = Words.getText(text, first);
    long word2 = Words.getText(text, first + 8);
    // One bit for each byte that is no digit: the three dots, and what comes behind.
    long others =
        TextFlags.gather(TextFlags.notDigits(word1))
            | TextFlags.gather(TextFlags.notDigits(word2)) << 8;
    long after1 = others & (others - 1);
    long after2 = after1 & (after1 - 1);
    long after3 = after2 & (after2 - 1);
    if (after3 == 0) return -1;
    int dot1 = Long.numberOfTrailingZeros(others);
    int dot2 = Long.numberOfTrailingZeros(after1);
    int dot3 = Long.numberOfTrailingZeros(after2);
    int length = Long.numberOfTrailingZeros(after3);
    // Only numbers of the right length may be read, as the others could reach beyond the text.
    int faults =
        lengthFault(dot1)
            | lengthFault(dot2 - dot1 - 1)
            | lengthFault(dot3 - dot2 - 1)
            | lengthFault(length - dot3 - 1);
    int dots = (text[first + dot1] ^ '.') | (text[first + dot2] ^ '.') | (text[first + dot3] ^ '.');
    if (faults < 0 || dots != 0) return -1;
    long a = number(text, first, dot1);
    long b = number(text, first + dot1 + 1, dot2 - dot1 - 1);
    long c = number(text, first + dot2 + 1, dot3 - dot2 - 1);
    long d = number(text, first + dot3 + 1, length - dot3 - 1);
    if ((a | b | c | d) < 0) return -1;
    return (long) length << 32 | a << 24 | b << 16 | c << 8 | d;
  }

  /** Below zero where a number has no digit or more than three. */
  private static int lengthFault(int length) {
    return (length - 1) | (3 - length);
  }

  /** The number of one to three digits at a place, below zero where it is none. */
  private static int number(byte[] text, int place, int length) {
    // The digits are moved up, so that the last is in the top byte and what is behind falls out.
    int digits = (TextFlags.four(text, place) & 0x0f0f_0f0f) << (32 - 8 * length);
    int value = (digits >>> 8 & 15) * 100 + (digits >>> 16 & 15) * 10 + (digits >>> 24);
    // The least number of so many digits that has no leading zero: 0, 10, 100.
    int least = 0x64_0a_00 >>> (8 * (length - 1)) & 0xff;
    return value | ((value - least) | (255 - value)) >> 31;
  }

  /** The same, byte by byte. */
  static long readNearEnd(byte[] text, int first, int to) {
    long bits = 0;
    int i = first;
    for (int number = 0; number < 4; number++) {
      if (number > 0 && (i >= to || text[i++] != '.')) return -1;
      int begin = i;
      int value = 0;
      while (i < to && i < begin + 4 && text[i] >= '0' && text[i] <= '9') {
        value = 10 * value + text[i++] - '0';
      }
      int length = i - begin;
      if (lengthFault(length) < 0 || value > 255) return -1;
      if (length > 1 && text[begin] == '0') return -1;
      bits = bits << 8 | value;
    }
    return (long) (i - first) << 32 | bits;
  }
}
