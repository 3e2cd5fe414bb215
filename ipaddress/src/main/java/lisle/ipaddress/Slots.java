package lisle.ipaddress;

/** Bitmaps of 256 slots in four words, and counting their bits. */
final class Slots {
  private Slots() {}

  /** Bits set in the words before the second, third and fourth, in one byte each. */
  static int counts(long word0, long word1, long word2) {
    int a = Long.bitCount(word0);
    int b = a + Long.bitCount(word1);
    int c = b + Long.bitCount(word2);
    return a << 8 | b << 16 | c << 24;
  }

  /** Chooses a word without a branch: which one is a coin toss that no predictor learns. */
  static long word(long word0, long word1, long word2, long word3, int slot) {
    long odd = -(slot >>> 6 & 1L);
    long left = word0 ^ ((word0 ^ word1) & odd);
    long right = word2 ^ ((word2 ^ word3) & odd);
    return left ^ ((left ^ right) & -(slot >>> 7 & 1L));
  }

  /** How many bits are set up to and with a slot, given the word that it is in. */
  static int rank(long word, int counts, int slot) {
    // The shift count is taken modulo 64.
    return (counts >>> (slot >>> 3 & 24) & 0xff) + Long.bitCount(word << ~slot);
  }

  /** How many of the bits of an address behind a depth make a slot: 0 to 255. */
  static int slot(long high, long low, int depth) {
    return (int) ((depth < 64 ? high : low) >>> (56 - depth)) & 0xff;
  }
}
