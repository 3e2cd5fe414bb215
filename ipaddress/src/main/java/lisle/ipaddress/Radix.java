package lisle.ipaddress;

import java.util.Arrays;

/**
 * Sorts many addresses digit by digit, the least significant first: a few passes over the memory
 * each, whose plain loops are also fast before the JVM has compiled them well. What is equal stays
 * in the order in which it came.
 */
final class Radix {
  /** From so many on it is faster than comparing. */
  static final int WORTHWHILE = 1 << 10;

  private Radix() {}

  /** Returns the numbers in the order of their upper halves, unsigned. */
  static long[] sortByUpperHalf(long[] numbers, int count) {
    long[] from = Arrays.copyOf(numbers, count);
    long[] to = new long[count];
    for (int shift = 32; shift < 64; shift += 11) {
      pass(from, to, shift);
      long[] swap = from;
      from = to;
      to = swap;
    }
    return from;
  }

  private static void pass(long[] from, long[] to, int shift) {
    int[] starts = new int[(1 << 11) + 1];
    for (long number : from) starts[(int) (number >>> shift & 0x7ff) + 1]++;
    for (int i = 0; i < 1 << 11; i++) starts[i + 1] += starts[i];
    for (long number : from) to[starts[(int) (number >>> shift & 0x7ff)]++] = number;
  }

  /**
   * Returns the places of records in order, by their first words as unsigned numbers, the first
   * word the most significant.
   *
   * @param size the words of a record
   * @param words by how many of them to sort
   */
  static int[] order(long[] records, int count, int size, int words) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) order[i] = i * size;
    int[] next = new int[count];
    for (int word = words - 1; word >= 0; word--) {
      // Digits that are the same in all need no pass; mostly these are many.
      long varying = 0;
      for (int i = word; i < count * size; i += size) varying |= records[i] ^ records[word];
      for (int shift = 0; shift < 64; shift += 8) {
        if ((varying >>> shift & 0xff) == 0) continue;
        pass(records, word, shift, order, next);
        int[] swap = order;
        order = next;
        next = swap;
      }
    }
    return order;
  }

  private static void pass(long[] records, int word, int shift, int[] from, int[] to) {
    int[] starts = new int[257];
    for (int at : from) starts[(int) (records[at + word] >>> shift & 0xff) + 1]++;
    for (int i = 0; i < 256; i++) starts[i + 1] += starts[i];
    for (int at : from) to[starts[(int) (records[at + word] >>> shift & 0xff)]++] = at;
  }
}
