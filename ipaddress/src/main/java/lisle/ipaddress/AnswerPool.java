package lisle.ipaddress;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Spans of answers in one array, of 1 to 256 each, for a {@link PrefixIndex}. A span that is given
 * back is taken again by one of about the same length. For one thread, but for who reads the array.
 */
final class AnswerPool {

  /** Spans are of these lengths: a third is lost at most. */
  private static final int[] LENGTHS = {
    1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256
  };

  private static final byte[] CLASSES = new byte[257];

  static {
    int kind = 0;
    for (int length = 1; length <= 256; length++) {
      if (length > LENGTHS[kind]) kind++;
      CLASSES[length] = (byte) kind;
    }
  }

  @Nullable Object[] answers;
  private int end;

  /** By class, the spans that were given back: a stack each. */
  private final int[][] free = new int[LENGTHS.length][];

  private final int[] freeCounts = new int[LENGTHS.length];

  AnswerPool(int room) {
    answers = new @Nullable Object[room];
    Arrays.fill(free, new int[0]);
  }

  private AnswerPool(AnswerPool from) {
    answers = from.answers.clone();
    end = from.end;
    for (int kind = 0; kind < free.length; kind++) {
      free[kind] = from.free[kind].clone();
      freeCounts[kind] = from.freeCounts[kind];
    }
  }

  AnswerPool copy() {
    return new AnswerPool(this);
  }

  /** Where a span of so many answers begins from now on; what is in it is left from before. */
  int take(int length) {
    int kind = CLASSES[length];
    if (freeCounts[kind] > 0) return free[kind][--freeCounts[kind]];
    int begin = end;
    if (begin + LENGTHS[kind] > answers.length) {
      answers = Arrays.copyOf(answers, Math.max(answers.length * 3 / 2, begin + 256));
    }
    end = begin + LENGTHS[kind];
    return begin;
  }

  /** Gives a span back. */
  void give(int begin, int length) {
    int kind = CLASSES[length];
    Arrays.fill(answers, begin, begin + length, null); // what nobody needs is not kept alive
    if (freeCounts[kind] == free[kind].length) {
      free[kind] = Arrays.copyOf(free[kind], Math.max(16, 2 * freeCounts[kind]));
    }
    free[kind][freeCounts[kind]++] = begin;
  }

  /**
   * Makes a span shorter or longer, and says where it is then: of its answers those before a place
   * stay at its begin, and those from another place on come to its end.
   */
  int resize(int begin, int length, int newLength, int before, int behind) {
    int left = length - behind;
    if (CLASSES[length] == CLASSES[newLength]) {
      System.arraycopy(answers, begin + behind, answers, begin + newLength - left, left);
      if (newLength < length) Arrays.fill(answers, begin + newLength, begin + length, null);
      return begin;
    }
    int moved = take(newLength);
    System.arraycopy(answers, begin, answers, moved, before);
    System.arraycopy(answers, begin + behind, answers, moved + newLength - left, left);
    give(begin, length);
    return moved;
  }

  long byteSize() {
    long size = SlotPrefixes.array(4L * answers.length);
    for (int[] stack : free) size += SlotPrefixes.array(4L * stack.length);
    return size;
  }
}
