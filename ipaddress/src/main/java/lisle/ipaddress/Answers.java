package lisle.ipaddress;

import java.util.Arrays;

/**
 * A read-only list of numbers from 0 up, in two bytes each where none is above 65,535 and in four
 * otherwise: what is small stays in the processor's caches.
 */
final class Answers {

  private final char[] narrow;

  /** Empty where the numbers are narrow. */
  private final int[] wide;

  private Answers(char[] narrow, int[] wide) {
    this.narrow = narrow;
    this.wide = wide;
  }

  /** Makes a list of the first numbers of an array. */
  static Answers copyOf(int[] answers, int count) {
    char[] narrow = new char[count];
    for (int i = 0; i < count; i++) {
      narrow[i] = (char) answers[i];
      if (narrow[i] != answers[i]) return new Answers(new char[0], Arrays.copyOf(answers, count));
    }
    return new Answers(narrow, new int[0]);
  }

  int get(int place) {
    return wide.length == 0 ? narrow[place] : wide[place];
  }

  long byteSize() {
    return 56 + 2L * narrow.length + 4L * wide.length;
  }
}
