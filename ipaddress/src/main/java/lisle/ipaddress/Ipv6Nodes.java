package lisle.ipaddress;

import java.util.Arrays;

/**
 * Longest match for what is long: the read-only tries below the first {@value #DEPTH} bits that
 * {@link Ipv6Slots} ends at, of which nodes are bitmaps (H. Asai, Y. Ohara, "Poptrie", SIGCOMM
 * 2015).
 *
 * <p>A node resolves six bits, 64 slots. It is three longs of {@link #nodes}: a bitmap of the slots
 * that have a node below; a bitmap of the slots that begin a run of equal answers (slot 0 begins
 * one and has no bit; slots with a node below do not count); and the number of its first child in
 * the upper, the entry of its first answer in the lower half. The children of a node lie side by
 * side, and so do its answers.
 */
final class Ipv6Nodes {

  /** How many bits lead to the nodes on top. */
  static final int DEPTH = 48;

  private final long[] nodes;
  private final Answers answers;

  private Ipv6Nodes(long[] nodes, Answers answers) {
    this.nodes = nodes;
    this.answers = answers;
  }

  /** The answer of a node on top, or of those below it. */
  int answer(int node, long high, long low) {
    int at = 3 * node;
    for (int depth = DEPTH; ; depth += 6) {
      int slot = slot(high, low, depth);
      long below = nodes[at] << ~slot;
      if (below >= 0) {
        return answers.get((int) nodes[at + 2] + Long.bitCount(nodes[at + 1] << ~slot));
      }
      at = 3 * ((int) (nodes[at + 2] >>> 32) + Long.bitCount(below) - 1);
    }
  }

  /** Six bits of an address; behind its end there are zeros. */
  private static int slot(long high, long low, int depth) {
    return (int)
        (depth <= 58
            ? high >>> (58 - depth) & 63
            : depth < 64 ? (high << depth | low >>> (64 - depth)) >>> 58 : low << depth >>> 58);
  }

  long byteSize() {
    return 16 + 8L * nodes.length + answers.byteSize();
  }

  /** Makes the tries. */
  static final class Builder {
    private final Ipv6Entries prefixes;
    private long[] nodes = {};
    private int nodeCount;
    private int[] answers = new int[64];
    private int answerCount;

    Builder(Ipv6Entries prefixes) {
      this.prefixes = prefixes;
    }

    /** Adds a node on top and returns its number, for prefixes as in {@link #fill}. */
    int add(int from, int to, int inherited) {
      int node = allocate(1);
      fill(node, from, to, DEPTH, inherited);
      return node;
    }

    /** How many nodes there are so far. */
    int count() {
      return nodeCount;
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
        int slot = slot(i, depth);
        int length = prefixes.length(i);
        if (length <= depth + 6) {
          Arrays.fill(painted, slot, slot + (1 << (depth + 6 - length)), prefixes.value(i++));
        } else {
          childFrom[slot] = i++;
          while (i < to && slot(i, depth) == slot) i++;
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

    private int slot(int prefix, int depth) {
      return Ipv6Nodes.slot(prefixes.high(prefix), prefixes.low(prefix), depth);
    }

    Ipv6Nodes build() {
      return new Ipv6Nodes(
          Arrays.copyOf(nodes, 3 * nodeCount), Answers.copyOf(answers, answerCount));
    }
  }
}
