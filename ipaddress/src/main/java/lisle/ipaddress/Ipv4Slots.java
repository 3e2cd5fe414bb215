package lisle.ipaddress;

import java.util.Arrays;

/**
 * Longest match for IPv4 in two memory reads: the read-only table of a {@link CompiledIpTable}.
 *
 * <p>The address space is 2<sup>24</sup> slots of a /24. Neighbouring slots with the same answer
 * form a run, and {@link #answers} has one entry a run. Sixty-four slots form a group: a bitmap of
 * the slots that begin a run, and the entry of the run that its first slot is in. Counting the bits
 * up to a slot finds its entry. An answer from {@link #firstMixed} on stands for four more groups,
 * which resolve the 256 addresses of one slot the same way.
 *
 * <p>A group is three ints (bitmap in two, entry in one), and so 3 MiB hold all of them.
 */
final class Ipv4Slots {

  private static final int TOP_GROUPS = 1 << 18;

  /** So many entries stay in the nearest cache between the passes. */
  private static final int AT_ONCE = 512;

  private final int[] groups;
  private final Answers answers;
  private final int firstMixed;

  private Ipv4Slots(int[] groups, Answers answers, int firstMixed) {
    this.groups = groups;
    this.answers = answers;
    this.firstMixed = firstMixed;
  }

  /** The answer for an address; 0 where no prefix holds it. */
  int answer(int address) {
    return answer(entry(address >>> 14, address >>> 8), address);
  }

  /**
   * Answers many at once, in two passes: in each no read of memory has to wait for another, so the
   * processor overlaps them.
   */
  void answers(int[] addresses, int[] into, int count) {
    if (addresses == into) {
      for (int i = 0; i < count; i++) into[i] = answer(addresses[i]);
      return;
    }
    for (int first = 0; first < count; first += AT_ONCE) {
      int end = Math.min(first + AT_ONCE, count);
      for (int i = first; i < end; i++) into[i] = entry(addresses[i] >>> 14, addresses[i] >>> 8);
      for (int i = first; i < end; i++) into[i] = answer(into[i], addresses[i]);
    }
  }

  /** The answer of an entry, or of the four groups that it stands for. */
  private int answer(int entry, int address) {
    int answer = answers.get(entry);
    if (answer < firstMixed) return answer;
    int group = TOP_GROUPS + 4 * (answer - firstMixed) + (address >>> 6 & 3);
    return answers.get(entry(group, address));
  }

  private int entry(int group, int slot) {
    int at = 3 * group;
    long begins = (groups[at] & 0xffff_ffffL) | (long) groups[at + 1] << 32;
    // Bits up to and with the slot: the shift count is taken modulo 64.
    return groups[at + 2] + Long.bitCount(begins << ~slot);
  }

  long byteSize() {
    return 40 + 4L * groups.length + answers.byteSize();
  }

  /** Takes prefixes in order (by address, the shortest of an address first) and makes the table. */
  static final class Builder {

    // The runs so far: the first address of each and its answer. Starts at 0 with no answer.
    private int[] starts;
    private int[] values;
    private int runs = 1;

    // The prefixes that are open at this point, each in the one before; ends are exclusive.
    private final long[] openEnds = new long[34];
    private final int[] openValues = new int[34];
    private int open;

    Builder(int prefixes) {
      starts = new int[prefixes + prefixes / 4 + 16];
      values = new int[starts.length];
      openEnds[0] = 1L << 32;
      open = 1;
    }

    void add(int address, int length, int value) {
      long start = address & 0xffff_ffffL;
      close(start);
      openEnds[open] = start + (1L << (32 - length));
      openValues[open++] = value;
      run(start, value);
    }

    /** Ends the prefixes that end at or before an address. */
    private void close(long address) {
      while (open > 1 && openEnds[open - 1] <= address) {
        long end = openEnds[--open];
        run(end, openValues[open - 1]);
      }
    }

    private void run(long start, int value) {
      if (start == 1L << 32) return;
      if (starts[runs - 1] == (int) start) {
        values[runs - 1] = value;
        // What changed here may now be the same as what is before.
        if (runs > 1 && values[runs - 2] == value) runs--;
        return;
      }
      if (values[runs - 1] == value) return;
      if (runs == starts.length) {
        starts = Arrays.copyOf(starts, runs * 2);
        values = Arrays.copyOf(values, runs * 2);
      }
      starts[runs] = (int) start;
      values[runs++] = value;
    }

    /** Makes the table; the values are below {@code firstMixed}. */
    Ipv4Slots build(int firstMixed) {
      close(1L << 32);
      int[] groups = new int[3 * TOP_GROUPS];
      int[] answers = new int[runs + 16];
      int[] mixed = new int[64];
      int mixedCount = 0;

      int entries = 0;
      int group = -1;
      int last = 0;
      int slot = 0;
      int run = 0;
      while (slot < 1 << 24) {
        int answer;
        int here = slot;
        long end = end(run);
        if (end >= (slot + 1L) << 8) {
          answer = values[run];
          slot = (int) (end >>> 8);
          if ((end & 0xff) == 0) run++;
        } else {
          if (mixedCount + 2 > mixed.length) mixed = Arrays.copyOf(mixed, mixed.length * 2);
          answer = firstMixed + mixedCount / 2;
          mixed[mixedCount++] = slot;
          mixed[mixedCount++] = run;
          slot++;
          while (run < runs && end(run) <= (long) slot << 8) run++;
        }
        if (entries > 0 && answer == last) continue;
        if (entries == answers.length) answers = Arrays.copyOf(answers, entries * 2);
        for (int first = here >>> 6; group < first; )
          groups[3 * ++group + 2] = Math.max(entries - 1, 0);
        begin(groups, group, here & 63, entries);
        answers[entries++] = last = answer;
      }
      while (group < TOP_GROUPS - 1) groups[3 * ++group + 2] = entries - 1;

      groups = Arrays.copyOf(groups, 3 * (TOP_GROUPS + 2 * mixedCount));
      group = TOP_GROUPS - 1;
      for (int i = 0; i < mixedCount; i += 2) {
        long first = (long) mixed[i] << 8;
        run = mixed[i + 1];
        int lastGroup = group + 4;
        for (long address = first; address < first + 256; address = end(run++)) {
          if (entries == answers.length) answers = Arrays.copyOf(answers, entries * 2);
          int offset = (int) (address - first);
          int wanted = lastGroup - 3 + (offset >>> 6);
          while (group < wanted) groups[3 * ++group + 2] = entries - 1;
          begin(groups, group, offset & 63, entries);
          answers[entries++] = values[run];
        }
        while (group < lastGroup) groups[3 * ++group + 2] = entries - 1;
      }
      return new Ipv4Slots(groups, Answers.copyOf(answers, entries), firstMixed);
    }

    private static void begin(int[] groups, int group, int bit, int entry) {
      if (bit == 0) {
        groups[3 * group + 2] = entry;
      } else {
        groups[3 * group + (bit >>> 5)] |= 1 << bit;
      }
    }

    private long end(int run) {
      return run + 1 < runs ? starts[run + 1] & 0xffff_ffffL : 1L << 32;
    }
  }
}
