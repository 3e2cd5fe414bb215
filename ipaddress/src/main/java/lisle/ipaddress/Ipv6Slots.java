package lisle.ipaddress;

import java.util.Arrays;

/**
 * Longest match for IPv6: the read-only table of a {@link CompiledIpTable}.
 *
 * <p>Prefixes of <i>d</i>+1 to <i>d</i>+6 bits that begin with the same <i>d</i> bits, their path,
 * form a block, for <i>d</i> = 0, 6, … 42. It answers for each of its 64 slots, also where the
 * longest prefix is one that is shorter: so the deepest block that there is for an address knows
 * all. A lookup tries the depths from the deepest up. A routing table's prefixes are of 45 to 48
 * bits for the most part, so the first try finds six in ten, and each try is one read of memory,
 * whose place depends on the address alone: a walk from the top would read one place after the
 * other. Prefixes of more than 48 bits are in {@link Ipv6Nodes}.
 *
 * <p>Blocks are found by perfect hashing: the place of a block is made of the hash of its path and
 * depth and of a displacement, that so many paths share and that was chosen to keep all of them
 * apart. A block is four longs of {@link #table}:
 *
 * <pre>
 *   key       the path, and in its lowest byte, which no path reaches, the depth; or -1
 *   begins    one bit for each slot that begins a run of equal answers; slot 0 needs none
 *   where the first answer is, in units of an answer | answers, if there is room for all
 *   more answers
 * </pre>
 *
 * <p>Answers are of 16 bits, or of 32 where one of them needs that. Those of blocks that have too
 * many are behind the blocks. So most lookups read one line of the cache, and no branch of theirs
 * but the depth is hard to predict.
 */
final class Ipv6Slots {

  private static final int DEEPEST = Ipv6Nodes.DEPTH - 6;
  private static final int BLOCK = 4;
  private static final long NOBODY = -1;
  private static final int NOWHERE = -1;

  private final long[] table;
  private final PerfectHash hash;

  /** The depths below 30 that there are blocks of, the deepest first. */
  private final int[] depths;

  /** 0 where answers are of 16 bits, 1 where they are of 32. */
  private final int wide;

  /** From here on, an answer stands for a node. */
  private final int firstNode;

  private final Ipv6Nodes nodes;

  private Ipv6Slots(
      long[] table, PerfectHash hash, int[] depths, int wide, int firstNode, Ipv6Nodes nodes) {
    this.table = table;
    this.hash = hash;
    this.depths = depths;
    this.wide = wide;
    this.firstNode = firstNode;
    this.nodes = nodes;
  }

  /** The answer for an address; 0 where no prefix holds it. */
  int answer(long high, long low) {
    // The depths of most of a routing table, written out, as constants take less time.
    int at = find(key(high, 42));
    if (at != NOWHERE) return answer(at, high >>> 16, high, low);
    at = find(key(high, 36));
    if (at != NOWHERE) return answer(at, high >>> 22, high, low);
    at = find(key(high, 30));
    if (at != NOWHERE) return answer(at, high >>> 28, high, low);
    for (int depth : depths) {
      at = find(key(high, depth));
      if (at != NOWHERE) return answer(at, high >>> (58 - depth), high, low);
    }
    return 0;
  }

  private static long key(long high, int depth) {
    return (high & ~(-1L >>> depth)) | depth;
  }

  /** Where the block of a key is, or {@link #NOWHERE}. */
  private int find(long key) {
    int at = BLOCK * hash.place(key);
    return table[at] == key ? at : NOWHERE;
  }

  private int depth(int at) {
    return (int) table[at] & 0xff;
  }

  /** What a block, or the node below it, answers; the slot is in the lowest six bits. */
  private int answer(int at, long slot, long high, long low) {
    int answer = get(table, wide, (int) table[at + 2] + Long.bitCount(table[at + 1] << ~slot));
    return answer < firstNode ? answer : nodes.answer(answer - firstNode, high, low);
  }

  private static int get(long[] table, int wide, int place) {
    // The shift count is taken modulo 64.
    int word = (int) (table[place >>> (2 - wide)] >>> (place << (4 + wide)));
    return wide == 0 ? word & 0xffff : word;
  }

  /**
   * Answers many at once: for 64 of them the deepest block is looked for before the first is
   * answered. No read of memory has to wait for another then, and no branch depends on which try
   * finds something.
   */
  void answers(long[] highs, long[] lows, int[] into, int count) {
    for (int first = 0; first < count; first += 64) {
      int n = Math.min(count - first, 64);
      long missed = find(highs, into, first, -1L >>> -n, 42);
      missed = find(highs, into, first, missed, 36);
      missed = find(highs, into, first, missed, 30);
      for (int depth : depths) missed = find(highs, into, first, missed, depth);
      for (; missed != 0; missed &= missed - 1) {
        into[first + Long.numberOfTrailingZeros(missed)] = NOWHERE;
      }
      for (int i = first; i < first + n; i++) {
        int at = into[i];
        into[i] = at == NOWHERE ? 0 : answer(at, highs[i] >>> (58 - depth(at)), highs[i], lows[i]);
      }
    }
  }

  /** Finds the blocks of a depth, for those that have a bit; returns the bits of the others. */
  private long find(long[] highs, int[] into, int first, long wanted, int depth) {
    long missed = 0;
    for (; wanted != 0; wanted &= wanted - 1) {
      int i = first + Long.numberOfTrailingZeros(wanted);
      long key = key(highs[i], depth);
      int at = BLOCK * hash.place(key);
      into[i] = at;
      long difference = table[at] ^ key;
      // Its lowest bit alone, where there is a difference.
      missed |= ((difference | -difference) >> 63) & wanted & -wanted;
    }
    return missed;
  }

  long byteSize() {
    return 48 + 16 + 8L * table.length + hash.byteSize() + nodes.byteSize();
  }

  /** Takes prefixes in order (by address, the shortest of an address first) and makes the table. */
  static final class Builder {
    private final Ipv6Entries entries;
    private final Ipv6Nodes.Builder nodes;
    private int firstNode;

    // The blocks so far: key, where runs begin, and where their answers begin in the list of all.
    private long[] keys = new long[64];
    private long[] begins = new long[64];
    private int[] starts = new int[65];
    private int blocks;
    private int[] answers = new int[256];

    Builder(int prefixes) {
      entries = new Ipv6Entries(prefixes);
      nodes = new Ipv6Nodes.Builder(entries);
    }

    void add(long high, long low, int length, int value) {
      entries.add(high, low, length, value);
    }

    /** Makes the table; the values are below {@code firstNode}. */
    Ipv6Slots build(int firstNode) {
      this.firstNode = firstNode;
      fill(0, entries.count(), 0, 0);
      int wide = firstNode + nodes.count() > 1 << 16 ? 1 : 0;
      int room = 6 >> wide;
      PerfectHash hash = PerfectHash.of(keys, blocks);
      int behind = 0;
      for (int i = 0; i < blocks; i++) {
        int count = starts[i + 1] - starts[i];
        if (count > room) behind += count;
      }
      int place = (BLOCK * hash.places()) << (2 - wide);
      long[] table = new long[BLOCK * hash.places() + Math.ceilDiv(behind, 4 >> wide)];
      Arrays.fill(table, 0, BLOCK * hash.places(), NOBODY);
      for (int i = 0; i < blocks; i++) {
        int at = BLOCK * hash.place(keys[i]);
        int count = starts[i + 1] - starts[i];
        table[at] = keys[i];
        table[at + 1] = begins[i];
        int first = count > room ? place : (at << (2 - wide)) + (10 >> wide);
        table[at + 2] = first;
        for (int j = 0; j < count; j++) set(table, wide, first + j, answers[starts[i] + j]);
        if (count > room) place += count;
      }
      return new Ipv6Slots(table, hash, depths(), wide, firstNode, nodes.build());
    }

    private static void set(long[] table, int wide, int place, int answer) {
      int shift = place << (4 + wide);
      long mask = wide == 0 ? 0xffffL : 0xffff_ffffL;
      int at = place >>> (2 - wide);
      table[at] = (table[at] & ~(mask << shift)) | ((answer & mask) << shift);
    }

    private int[] depths() {
      boolean[] present = new boolean[DEEPEST + 1];
      for (int i = 0; i < blocks; i++) present[(int) keys[i] & 0xff] = true;
      int[] depths = new int[5];
      int count = 0;
      for (int depth = 24; depth >= 0; depth -= 6) if (present[depth]) depths[count++] = depth;
      return Arrays.copyOf(depths, count);
    }

    /** Makes blocks of the prefixes of a range, all longer than a depth and of the same path. */
    private void fill(int from, int to, int depth, int inherited) {
      int[] painted = new int[64];
      Arrays.fill(painted, inherited);
      int[] longerFrom = new int[64];
      int[] longerTo = new int[64];
      long longer = 0;
      boolean own = false;
      for (int i = from; i < to; ) {
        int slot = slot(i, depth);
        int length = entries.length(i);
        if (length <= depth + 6) {
          Arrays.fill(painted, slot, slot + (1 << (depth + 6 - length)), entries.value(i++));
          own = true;
        } else {
          longerFrom[slot] = i++;
          while (i < to && slot(i, depth) == slot) i++;
          longerTo[slot] = i;
          longer |= 1L << slot;
        }
      }
      for (long rest = longer; rest != 0; rest &= rest - 1) {
        int slot = Long.numberOfTrailingZeros(rest);
        if (depth < DEEPEST) {
          fill(longerFrom[slot], longerTo[slot], depth + 6, painted[slot]);
        } else {
          int node = nodes.add(longerFrom[slot], longerTo[slot], painted[slot]);
          painted[slot] = firstNode + node;
          own = true;
        }
      }
      if (own) addBlock(key(entries.high(from), depth), painted);
    }

    private int slot(int entry, int depth) {
      return (int) (entries.high(entry) >>> (58 - depth)) & 63;
    }

    private void addBlock(long key, int[] painted) {
      if (blocks == keys.length) {
        keys = Arrays.copyOf(keys, 2 * blocks);
        begins = Arrays.copyOf(begins, 2 * blocks);
        starts = Arrays.copyOf(starts, 2 * blocks + 1);
      }
      int end = starts[blocks];
      if (end + 64 > answers.length) answers = Arrays.copyOf(answers, 2 * answers.length);
      answers[end++] = painted[0];
      long runs = 0;
      for (int slot = 1; slot < 64; slot++) {
        if (painted[slot] == painted[slot - 1]) continue;
        runs |= 1L << slot;
        answers[end++] = painted[slot];
      }
      keys[blocks] = key;
      begins[blocks] = runs;
      starts[++blocks] = end;
    }
  }
}
