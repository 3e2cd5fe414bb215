package lisle.ipaddress;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The own prefixes of a {@link PrefixNode}, which are one to eight bits longer than its path, and
 * which of them is the longest for each of the 256 slots. Immutable.
 *
 * <p>The longest are worked out when this is made: slots that have the same answer form a run, a
 * bitmap says where runs begin, and counting its bits finds the answer. Slot 0 begins the first run
 * and needs no bit.
 *
 * <pre>
 * path 10.0/16, prefixes 10.0.0.0/17 = a, 10.0.2.0/24 = b
 * slot     0 1 | 2 | 3 ... 127 | 128 ... 255
 * run        0 | 1 |     2     |     3
 * answers    a | b |     a     |   none
 * </pre>
 */
final class SlotPrefixes {
  static final int SLOTS = 256;

  static final SlotPrefixes NONE = new SlotPrefixes();

  /**
   * First slot in the upper bits, how many bits longer than the path (1 to 8) in the lower four; in
   * order, so that a prefix stands behind those that cover it.
   */
  final char[] keys;

  /** The value of each key. */
  final Object[] values;

  // Where runs begin, and bits set in the words before each, in one byte each.
  final long run0;
  final long run1;
  final long run2;
  final long run3;
  final int runCounts;

  /** By run; null where no prefix holds its slots. */
  final @Nullable Object[] answers;

  /** No prefixes. */
  private SlotPrefixes() {
    keys = new char[0];
    values = new Object[0];
    run0 = run1 = run2 = run3 = 0;
    runCounts = 0;
    answers = new @Nullable Object[1];
  }

  /**
   * Others, of which the answers differ in some slots alone.
   *
   * @param first the first of these slots
   * @param end the slot behind the last one
   * @param base the answer in these slots, but for those of prefixes inside
   * @param inside the place of the first key that may be one of these
   */
  private SlotPrefixes(
      SlotPrefixes from,
      char[] keys,
      Object[] values,
      int first,
      int end,
      @Nullable Object base,
      int inside) {
    this.keys = keys;
    this.values = values;
    int insideEnd = inside;
    while (insideEnd < keys.length && slot(keys[insideEnd]) < end) insideEnd++;
    // The runs before, those of these slots, and those behind, the first of them cut to begin
    // there.
    int before = first == 0 ? 0 : from.rank(first - 1) + 1;
    int behindFrom = end == SLOTS ? from.answers.length : from.rank(end);
    int behind = from.answers.length - behindFrom;
    var runs = new Runs(before + 1 + 2 * (insideEnd - inside) + behind);
    System.arraycopy(from.answers, 0, runs.answers, 0, before);
    runs.count = before;
    runs.begin(first, base);
    paint(runs, inside, insideEnd, end, base);
    int rest = 0;
    if (behind > 0) {
      runs.begin(end, from.answers[behindFrom]);
      rest = behind - 1;
      System.arraycopy(from.answers, behindFrom + 1, runs.answers, runs.count, rest);
    }
    answers = runs.answers(runs.count + rest);
    run0 = outside(from.run0, 0, first, end) | runs.bits[0];
    run1 = outside(from.run1, 64, first, end) | runs.bits[1];
    run2 = outside(from.run2, 128, first, end) | runs.bits[2];
    run3 = outside(from.run3, 192, first, end) | runs.bits[3];
    runCounts = Slots.counts(run0, run1, run2);
  }

  /** The bits of a word, whose first is of a certain slot, but for those of some slots. */
  private static long outside(long word, int origin, int first, int end) {
    return word & ~(bitsFrom(first - origin) & ~bitsFrom(end + 1 - origin));
  }

  /** The bits of a word from one on, which may lie before or behind it. */
  private static long bitsFrom(int bit) {
    return bit <= 0 ? -1 : bit >= 64 ? 0 : -1L << bit;
  }

  /** Begins the runs of prefixes that lie inside some slots. */
  private void paint(Runs runs, int inside, int insideEnd, int end, @Nullable Object base) {
    if (inside == insideEnd) return;
    // What is open at a slot is a stack.
    int[] ends = new int[9];
    @Nullable Object[] open = new @Nullable Object[9];
    ends[0] = end;
    open[0] = base;
    int depth = 0;
    for (int i = inside; i <= insideEnd; i++) {
      int next = i < insideEnd ? slot(keys[i]) : end;
      while (depth > 0 && ends[depth] <= next) {
        int closed = ends[depth--];
        if (closed < end) runs.begin(closed, open[depth]);
      }
      if (i == insideEnd) break;
      ends[++depth] = next + size(keys[i]);
      open[depth] = values[i];
      runs.begin(next, values[i]);
    }
  }

  /** Runs that are being made. */
  private static final class Runs {
    private @Nullable Object[] answers;
    private final long[] bits = new long[4];
    private int last = -1;
    private int count;

    Runs(int most) {
      answers = new @Nullable Object[most];
    }

    /** Begins a run, or overwrites the one that began at the same slot. */
    void begin(int slot, @Nullable Object answer) {
      if (slot != last) count++;
      last = slot;
      answers[count - 1] = answer;
      if (slot > 0) bits[slot >>> 6] |= 1L << slot;
    }

    @Nullable Object[] answers(int count) {
      return count == answers.length ? answers : Arrays.copyOf(answers, count);
    }
  }

  static char key(int slot, int bits) {
    return (char) (slot << 4 | bits);
  }

  /** The first slot of a key's prefix. */
  static int slot(char key) {
    return key >>> 4;
  }

  /** How many bits a key's prefix is longer than the path. */
  static int bits(char key) {
    return key & 15;
  }

  /** How many slots a key's prefix has. */
  private static int size(char key) {
    return SLOTS >>> bits(key);
  }

  boolean isEmpty() {
    return keys.length == 0;
  }

  /** The value of the longest prefix that holds a slot, or null. */
  @Nullable Object answer(int slot) {
    return answers[rank(slot)];
  }

  /** Which run a slot is in. */
  private int rank(int slot) {
    return Slots.rank(Slots.word(run0, run1, run2, run3, slot), runCounts, slot);
  }

  /** The place of a key, or the complement of where it would be. */
  int find(char key) {
    return Arrays.binarySearch(keys, key);
  }

  /** The place of the first key at or behind a slot and a number of bits. */
  int placeFrom(int slot, int bits) {
    int place = find(key(slot, bits));
    return place < 0 ? ~place : place;
  }

  /** The same with a value at a place that {@link #find} has said of the key. */
  SlotPrefixes with(int place, char key, Object value) {
    int end = slot(key) + size(key);
    if (place >= 0) {
      Object[] changed = values.clone();
      changed[place] = value;
      return new SlotPrefixes(this, keys, changed, slot(key), end, value, place + 1);
    }
    place = ~place;
    char[] moreKeys = new char[keys.length + 1];
    System.arraycopy(keys, 0, moreKeys, 0, place);
    moreKeys[place] = key;
    System.arraycopy(keys, place, moreKeys, place + 1, keys.length - place);
    Object[] moreValues = new Object[values.length + 1];
    System.arraycopy(values, 0, moreValues, 0, place);
    moreValues[place] = value;
    System.arraycopy(values, place, moreValues, place + 1, values.length - place);
    return new SlotPrefixes(this, moreKeys, moreValues, slot(key), end, value, place + 1);
  }

  SlotPrefixes without(int place) {
    if (keys.length == 1) return NONE;
    char key = keys[place];
    char[] fewerKeys = Arrays.copyOf(keys, keys.length - 1);
    System.arraycopy(keys, place + 1, fewerKeys, place, fewerKeys.length - place);
    Object[] fewerValues = Arrays.copyOf(values, values.length - 1);
    System.arraycopy(values, place + 1, fewerValues, place, fewerValues.length - place);
    int end = slot(key) + size(key);
    return new SlotPrefixes(this, fewerKeys, fewerValues, slot(key), end, covering(key), place);
  }

  /** The value of the longest prefix that covers that of a key and is shorter; or null. */
  private @Nullable Object covering(char key) {
    for (int bits = bits(key) - 1; bits > 0; bits--) {
      int place = find(key(slot(key) & -(SLOTS >>> bits), bits));
      if (place >= 0) return values[place];
    }
    return null;
  }

  /** Bytes of this and of its arrays, without the values: 16 to an array, 8 aligned. */
  long byteSize() {
    if (isEmpty()) return 0; // all share it
    return 64 + array(2L * keys.length) + array(4L * values.length) + array(4L * answers.length);
  }

  static long array(long bytes) {
    return 16 + (bytes + 7) / 8 * 8;
  }
}
