package lisle.ipaddress;

import static lisle.ipaddress.SlotPrefixes.SLOTS;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What slots of a {@link PrefixNode} answer, as runs of equal answers: worked out for some slots
 * that follow each other, from their prefixes. One object serves again and again; for one thread.
 *
 * <pre>
 * path 10.0/16, prefixes 10.0.0.0/17 = a, 10.0.2.0/24 = b
 * slot     0 1 | 2 | 3 ... 127 | 128 ... 255
 * run        0 | 1 |     2     |     3
 * answer     a | b |     a     |   none
 * </pre>
 */
final class SlotRuns {
  /** Where each begins. */
  int[] slots = new int[16];

  @Nullable Object[] answers = new @Nullable Object[16];
  int count;

  // What is open at a slot is a stack: where it ends and what it answers.
  private final int[] ends = new int[9];
  private final @Nullable Object[] open = new @Nullable Object[9];

  /**
   * Works out the runs of the slots of one prefix, or of all.
   *
   * @param first the first slot
   * @param bits how many bits the prefix is longer than the path, 0 to 8
   */
  void of(SlotPrefixes own, int first, int bits) {
    count = 0;
    int end = first + SlotPrefixes.size(bits);
    int depth = 0;
    ends[0] = end;
    open[0] = own.covering(first, bits);
    begin(first, open[0]);
    char[] keys = own.keys;
    for (int i = own.placeFrom(first, bits + 1); ; i++) {
      int next = i < keys.length ? Math.min(SlotPrefixes.slot(keys[i]), end) : end;
      while (depth > 0 && ends[depth] <= next) {
        int closed = ends[depth--];
        if (closed < end) begin(closed, open[depth]);
      }
      if (next == end) break;
      ends[++depth] = next + SlotPrefixes.size(SlotPrefixes.bits(keys[i]));
      open[depth] = own.values[i];
      begin(next, open[depth]);
    }
  }

  /** Begins a run where the answer is another than before; in the place of one that began there. */
  private void begin(int slot, @Nullable Object answer) {
    if (count > 0 && slots[count - 1] == slot) count--;
    if (count > 0 && answers[count - 1] == answer) return;
    if (count == slots.length) {
      slots = Arrays.copyOf(slots, SLOTS);
      answers = Arrays.copyOf(answers, SLOTS);
    }
    slots[count] = slot;
    answers[count++] = answer;
  }

  /** Works out the runs of some slots, as {@link #of}, of which one answer has a part, or none. */
  void ofOne(int first, int bits, int from, int to, Object answer) {
    count = 0;
    int end = first + SlotPrefixes.size(bits);
    begin(first, null);
    if (from >= end || to <= first) return;
    begin(Math.max(first, from), answer);
    if (to < end) begin(to, null);
  }

  /** Puts an answer in the place of what there is in the slots with a child. */
  void overlay(PrefixNode node, Object answer, int end) {
    int[] below = Arrays.copyOf(slots, count);
    @Nullable Object[] belowAnswers = Arrays.copyOf(answers, count);
    count = 0;
    int i = 0;
    for (int slot = node.children.next(below[0]); slot < end; slot = node.children.next(slot + 1)) {
      while (i < below.length && below[i] <= slot) begin(below[i], belowAnswers[i++]);
      begin(slot, answer);
      if (slot + 1 < end) begin(slot + 1, belowAnswers[i - 1]);
    }
    while (i < below.length) begin(below[i], belowAnswers[i++]);
  }

  /** Keeps no value alive. */
  void forget() {
    Arrays.fill(answers, 0, count, null);
    Arrays.fill(open, null);
  }
}
