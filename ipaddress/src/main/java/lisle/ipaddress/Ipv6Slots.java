package lisle.ipaddress;

import java.util.Arrays;

/**
 * Longest match for IPv6: the read-only table of a {@link CompiledIpTable}, a trie whose nodes are
 * bitmaps (H. Asai, Y. Ohara, "Poptrie", SIGCOMM 2015).
 *
 * <p>The first bits of an address choose an entry of {@link #direct}, which is an answer or the
 * complement of a node: in 2000::/3, where the global unicast addresses are, the first 20 bits, and
 * elsewhere 10. A node resolves six bits, 64 slots. It is three longs of {@link #nodes}: a bitmap
 * of the slots that have a node below; a bitmap of the slots that begin a run of equal answers
 * (slot 0 begins one and has no bit; slots with a node below do not count); and the number of its
 * first child in the upper, the entry of its first answer in the lower half. The children of a node
 * lie side by side, and so do its answers.
 */
final class Ipv6Slots {

  private static final int GLOBAL_BITS = 20;
  private static final int GLOBAL_ENTRIES = 1 << (GLOBAL_BITS - 3);
  private static final int OTHER_BITS = 10;
  private static final int OTHER_ENTRIES = 1 << OTHER_BITS;

  /** The entries of 2000::/3, then those of all of the address space. */
  private final int[] direct;

  private final long[] nodes;
  private final Answers answers;

  private Ipv6Slots(int[] direct, long[] nodes, Answers answers) {
    this.direct = direct;
    this.nodes = nodes;
    this.answers = answers;
  }

  /** The answer for an address; 0 where no prefix holds it. */
  int answer(long high, long low) {
    if (!isGlobal(high)) {
      int entry = direct[GLOBAL_ENTRIES + index(high, OTHER_BITS, OTHER_ENTRIES)];
      return entry >= 0 ? entry : answer(~entry, high, low, OTHER_BITS);
    }
    int entry = direct[index(high, GLOBAL_BITS, GLOBAL_ENTRIES)];
    if (entry >= 0) return entry;
    int at = ~entry;
    // Down to /62 the upper half alone decides.
    for (int shift = 58 - GLOBAL_BITS; shift >= 2; shift -= 6) {
      long slot = high >>> shift;
      long below = nodes[at] << ~slot;
      if (below >= 0) return answer(at, slot);
      at = 3 * ((int) (nodes[at + 2] >>> 32) + Long.bitCount(below) - 1);
    }
    return answer(at, high, low, 62);
  }

  /** The answer of a node at a depth and of those below it. */
  private int answer(int at, long high, long low, int depth) {
    while (true) {
      long slot = slot(high, low, depth);
      long below = nodes[at] << ~slot;
      if (below >= 0) return answer(at, slot);
      at = 3 * ((int) (nodes[at + 2] >>> 32) + Long.bitCount(below) - 1);
      depth += 6;
    }
  }

  private static boolean isGlobal(long high) {
    return high >>> 61 == 1;
  }

  private static int index(long high, int bits, int entries) {
    return (int) (high >>> (64 - bits)) & (entries - 1);
  }

  void answers(long[] highs, long[] lows, int[] into, int count) {
    for (int i = 0; i < count; i++) into[i] = answer(highs[i], lows[i]);
  }

  private int answer(int at, long slot) {
    return answers.get((int) nodes[at + 2] + Long.bitCount(nodes[at + 1] << ~slot));
  }

  /** Six bits of an address; behind its end there are zeros. */
  private static int slot(long high, long low, int depth) {
    return (int)
        (depth <= 58
            ? high >>> (58 - depth) & 63
            : depth < 64 ? (high << depth | low >>> (64 - depth)) >>> 58 : low << depth >>> 58);
  }

  long byteSize() {
    return 48 + 4L * direct.length + 8L * nodes.length + answers.byteSize();
  }

  /** Takes prefixes in order (by address, the shortest of an address first) and makes the table. */
  static final class Builder {

    private final long[] highs;
    private final long[] lows;
    private final byte[] lengths;
    private final int[] values;
    private int count;

    private long[] nodes = new long[3 * 1024];
    private int nodeCount;
    private int[] answers = new int[1024];
    private int answerCount;

    Builder(int prefixes) {
      highs = new long[prefixes];
      lows = new long[prefixes];
      lengths = new byte[prefixes];
      values = new int[prefixes];
    }

    void add(long high, long low, int length, int value) {
      highs[count] = high;
      lows[count] = low;
      lengths[count] = (byte) length; // 128 becomes -128; read back through length()
      values[count++] = value;
    }

    private int length(int prefix) {
      return lengths[prefix] & 0xff;
    }

    Ipv6Slots build() {
      int[] direct = new int[GLOBAL_ENTRIES + OTHER_ENTRIES];
      int first = 0;
      for (; first < count && !isGlobal(highs[first]); first++) {
        // Holds 2000::/3; the longest such comes last.
        if (length(first) < 3 && highs[first] == 0) {
          Arrays.fill(direct, 0, GLOBAL_ENTRIES, values[first]);
        }
      }
      int end = first;
      while (end < count && isGlobal(highs[end])) end++;
      fill(direct, 0, GLOBAL_ENTRIES, GLOBAL_BITS, first, end);
      fill(direct, GLOBAL_ENTRIES, OTHER_ENTRIES, OTHER_BITS, 0, first);
      fill(direct, GLOBAL_ENTRIES, OTHER_ENTRIES, OTHER_BITS, end, count);
      return new Ipv6Slots(
          direct, Arrays.copyOf(nodes, 3 * nodeCount), Answers.copyOf(answers, answerCount));
    }

    /** Fills so many of the direct entries from the prefixes of a range. */
    private void fill(int[] direct, int offset, int entries, int bits, int from, int to) {
      for (int i = from; i < to; ) {
        int index = index(highs[i], bits, entries);
        int entry = offset + index;
        if (length(i) <= bits) {
          Arrays.fill(direct, entry, entry + (1 << (bits - length(i))), values[i++]);
        } else {
          int end = i + 1;
          while (end < to && index(highs[end], bits, entries) == index) end++;
          int node = allocate(1);
          fill(node, i, end, bits, direct[entry]);
          direct[entry] = ~(3 * node);
          i = end;
        }
      }
    }

    private int allocate(int more) {
      int first = nodeCount;
      nodeCount += more;
      if (3 * nodeCount > nodes.length) nodes = Arrays.copyOf(nodes, 3 * nodeCount * 3 / 2);
      return first;
    }

    /** Fills a node from the prefixes of a range, all longer than its depth and below its path. */
    private void fill(int node, int from, int to, int depth, int inherited) {
      int[] painted = new int[64];
      if (inherited != 0) Arrays.fill(painted, inherited);
      int[] childFrom = new int[64];
      int[] childTo = new int[64];
      long below = 0;
      for (int i = from; i < to; ) {
        int slot = slot(highs[i], lows[i], depth);
        if (length(i) <= depth + 6) {
          Arrays.fill(painted, slot, slot + (1 << (depth + 6 - length(i))), values[i++]);
        } else {
          childFrom[slot] = i++;
          while (i < to && slot(highs[i], lows[i], depth) == slot) i++;
          childTo[slot] = i;
          below |= 1L << slot;
        }
      }

      long begins = 0;
      int entry = answerCount;
      boolean any = false;
      int last = 0;
      for (int slot = 0; slot < 64; slot++) {
        if ((below >>> slot & 1) != 0 || (any && painted[slot] == last)) continue;
        if (any) begins |= 1L << slot;
        any = true;
        last = painted[slot];
        if (answerCount == answers.length) answers = Arrays.copyOf(answers, answerCount * 2);
        answers[answerCount++] = last;
      }
      // A node with one answer can use the entry that was made last, if that is the same.
      if (answerCount == entry + 1 && entry > 0 && answers[entry - 1] == answers[entry]) {
        answerCount = entry--;
      }

      int children = allocate(Long.bitCount(below));
      nodes[3 * node] = below;
      nodes[3 * node + 1] = begins;
      nodes[3 * node + 2] = (long) children << 32 | entry;
      for (long rest = below; rest != 0; rest &= rest - 1) {
        int slot = Long.numberOfTrailingZeros(rest);
        fill(children++, childFrom[slot], childTo[slot], depth + 6, painted[slot]);
      }
    }
  }
}
