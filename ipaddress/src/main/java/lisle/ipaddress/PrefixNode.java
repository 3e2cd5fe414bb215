package lisle.ipaddress;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One node of a {@link PrefixTrie}: eight bits of the address, 256 slots. Immutable, so that a
 * reader may walk a trie while a writer makes the next one.
 *
 * <p>A node at depth <i>d</i> (a multiple of eight) holds the prefixes of length <i>d</i>+1 to
 * <i>d</i>+8 that begin with its path, and below them, one to a slot, either a deeper node or a
 * {@link PrefixLeaf}, which is a prefix with no neighbour in that slot. Depths may be skipped: a
 * node that would hold one child and nothing else does not exist, except at the root.
 *
 * <p>Which of its own prefixes is the longest for a slot is worked out when the node is made: slots
 * that have the same answer form a run, a bitmap says where runs begin, and counting its bits finds
 * the answer. Slot 0 begins the first run and needs no bit.
 *
 * <pre>
 * path 10.0/16, prefixes 10.0.0.0/17 = a, 10.0.2.0/24 = b
 * slot     0 1 | 2 | 3 ... 127 | 128 ... 255
 * run        0 | 1 |     2     |     3
 * answers    a | b |     a     |   none
 * </pre>
 */
final class PrefixNode {

  /** From so many children on they are kept by slot, as the nodes on top all do. */
  private static final int WIDE = 32;

  /**
   * How many slots are kept together then: a change copies one such chunk and the list of them, 160
   * bytes where all slots in a row would be 1 KiB.
   */
  private static final int CHUNK = 16;

  private static final @Nullable Object[] EMPTY_CHUNK = new @Nullable Object[CHUNK];

  /** From so many runs on the answers are kept by slot. */
  private static final int WIDE_ANSWERS = 48;

  private static final char[] NO_KEYS = {};
  private static final Object[] NOTHING = {};
  private static final @Nullable Object[] ONE_RUN_OF_NOTHING = {null};

  /**
   * The bits above {@link #depth}; those below are zero. An IPv4 address fills the top half of
   * high.
   */
  final long high;

  final long low;
  final int depth;

  /**
   * The own prefixes: first slot in the upper bits, length less depth (1 to 8) in the lower four.
   */
  final char[] keys;

  /** The value of each key. */
  final Object[] values;

  // The runs: where they begin, bits set in the words before each, and the answers.
  private final long run0;
  private final long run1;
  private final long run2;
  private final long run3;
  private final int runCounts;

  /** By run; or by slot, with this node as the 257th element, and then the runs are not used. */
  private final @Nullable Object[] answers;

  // The children: which slots have one, bits set in the words before each, and the children.
  private final long child0;
  private final long child1;
  private final long child2;
  private final long child3;
  private final int childCounts;

  /** What {@link #entry} has, in the order of the slots; empty where there are chunks. */
  private final @Nullable Object[] children;

  /** The same by slot, null where there is none, which needs no counting of bits; or null. */
  private final @Nullable Object @Nullable [][] chunks;

  /** An empty node. */
  PrefixNode(long high, long low, int depth) {
    this.high = high & PrefixTrie.highMask(depth);
    this.low = low & PrefixTrie.lowMask(depth);
    this.depth = depth;
    keys = NO_KEYS;
    values = NOTHING;
    run0 = run1 = run2 = run3 = 0;
    runCounts = 0;
    answers = ONE_RUN_OF_NOTHING;
    child0 = child1 = child2 = child3 = 0;
    childCounts = 0;
    children = NOTHING;
    chunks = null;
  }

  /** The same node with other own prefixes. */
  private PrefixNode(PrefixNode from, char[] keys, Object[] values) {
    high = from.high;
    low = from.low;
    depth = from.depth;
    child0 = from.child0;
    child1 = from.child1;
    child2 = from.child2;
    child3 = from.child3;
    childCounts = from.childCounts;
    children = from.children;
    chunks = from.chunks;
    this.keys = keys;
    this.values = values;
    if (keys.length == 0) {
      run0 = run1 = run2 = run3 = 0;
      runCounts = 0;
      answers = ONE_RUN_OF_NOTHING;
      return;
    }
    // A prefix stands behind those that cover it, so what is open at a slot is a stack.
    long[] runs = new long[4];
    @Nullable Object[] found = new @Nullable Object[2 * keys.length + 1];
    int[] ends = new int[9];
    @Nullable Object[] open = new @Nullable Object[9];
    ends[0] = 256;
    int depth = 0;
    int count = 1;
    for (int i = 0; i <= keys.length; i++) {
      int first = i < keys.length ? keys[i] >>> 4 : 256;
      while (ends[depth] <= first && depth > 0) {
        int end = ends[depth--];
        if (end < 256) count = run(runs, found, count, end, open[depth]);
      }
      if (i == keys.length) break;
      ends[++depth] = first + (256 >>> (keys[i] & 15));
      open[depth] = values[i];
      count = run(runs, found, count, first, values[i]);
    }
    run0 = runs[0];
    run1 = runs[1];
    run2 = runs[2];
    run3 = runs[3];
    runCounts = counts(run0, run1, run2);
    answers = count < WIDE_ANSWERS ? Arrays.copyOf(found, count) : spread(found);
  }

  /** Answers by slot, out of one for each run, and this node behind them. */
  private @Nullable Object[] spread(@Nullable Object[] byRun) {
    @Nullable Object[] bySlot = new @Nullable Object[257];
    long[] runs = {run0, run1, run2, run3};
    int run = 0;
    for (int slot = 0; slot < 256; slot++) {
      run += (int) (runs[slot >>> 6] >>> slot & 1);
      bySlot[slot] = byRun[run];
    }
    bySlot[256] = this;
    return bySlot;
  }

  /**
   * Begins a run, or overwrites the one that began at the same slot; returns the number of runs.
   */
  private static int run(
      long[] runs, @Nullable Object[] found, int count, int slot, @Nullable Object answer) {
    if (slot == 0 || (runs[slot >>> 6] >>> slot & 1) != 0) {
      found[count - 1] = answer;
      return count;
    }
    runs[slot >>> 6] |= 1L << slot;
    found[count] = answer;
    return count + 1;
  }

  /** The same node with one more own prefix at a place, where the answers are kept by slot. */
  private PrefixNode(PrefixNode from, int place, char[] keys, Object[] values) {
    high = from.high;
    low = from.low;
    depth = from.depth;
    child0 = from.child0;
    child1 = from.child1;
    child2 = from.child2;
    child3 = from.child3;
    childCounts = from.childCounts;
    children = from.children;
    chunks = from.chunks;
    this.keys = keys;
    this.values = values;
    run0 = run1 = run2 = run3 = 0;
    runCounts = 0;
    answers = from.answers.clone();
    answers[256] = this;
    int end = (keys[place] >>> 4) + (256 >>> (keys[place] & 15));
    // The prefixes inside stand right behind, each behind those that cover it.
    for (int i = place; i < keys.length && keys[i] >>> 4 < end; i++) {
      int first = keys[i] >>> 4;
      Arrays.fill(answers, first, first + (256 >>> (keys[i] & 15)), values[i]);
    }
  }

  /** The same node with one more prefix, which has a single slot and is so the longest there. */
  private PrefixNode(PrefixNode from, char[] keys, Object[] values, int slot, Object value) {
    high = from.high;
    low = from.low;
    depth = from.depth;
    child0 = from.child0;
    child1 = from.child1;
    child2 = from.child2;
    child3 = from.child3;
    childCounts = from.childCounts;
    children = from.children;
    chunks = from.chunks;
    this.keys = keys;
    this.values = values;
    // Cuts the run that the slot is in: what is before, the slot itself, what is behind.
    int rank = from.rank(slot);
    boolean before = slot > 0 && !from.begins(slot);
    boolean behind = slot < 255 && !from.begins(slot + 1);
    int cut = rank + (before ? 1 : 0);
    @Nullable Object[] old = from.answers;
    @Nullable Object[] found =
        new @Nullable Object[old.length + (before ? 1 : 0) + (behind ? 1 : 0)];
    System.arraycopy(old, 0, found, 0, cut);
    found[cut] = value;
    if (behind) found[cut + 1] = old[rank];
    System.arraycopy(old, rank + 1, found, cut + (behind ? 2 : 1), old.length - rank - 1);
    run0 = from.run0 | bit(0, slot, before) | bit(0, slot + 1, behind);
    run1 = from.run1 | bit(1, slot, before) | bit(1, slot + 1, behind);
    run2 = from.run2 | bit(2, slot, before) | bit(2, slot + 1, behind);
    run3 = from.run3 | bit(3, slot, before) | bit(3, slot + 1, behind);
    runCounts = counts(run0, run1, run2);
    answers = found.length < WIDE_ANSWERS ? found : spread(found);
  }

  private static long bit(int word, int slot, boolean present) {
    return present && slot >>> 6 == word ? 1L << slot : 0;
  }

  /** The same node with other children. */
  private PrefixNode(
      PrefixNode from,
      int slot,
      boolean present,
      @Nullable Object[] children,
      @Nullable Object @Nullable [][] chunks) {
    high = from.high;
    low = from.low;
    depth = from.depth;
    keys = from.keys;
    values = from.values;
    run0 = from.run0;
    run1 = from.run1;
    run2 = from.run2;
    run3 = from.run3;
    runCounts = from.runCounts;
    answers = from.answers;
    this.children = children;
    this.chunks = chunks;
    long bit = 1L << slot;
    int word = slot >>> 6;
    child0 = word == 0 ? with(from.child0, bit, present) : from.child0;
    child1 = word == 1 ? with(from.child1, bit, present) : from.child1;
    child2 = word == 2 ? with(from.child2, bit, present) : from.child2;
    child3 = word == 3 ? with(from.child3, bit, present) : from.child3;
    childCounts = counts(child0, child1, child2);
  }

  private static long with(long bits, long bit, boolean present) {
    return present ? bits | bit : bits & ~bit;
  }

  /** Bits set in the words before the second, third and fourth, in one byte each. */
  private static int counts(long word0, long word1, long word2) {
    int a = Long.bitCount(word0);
    int b = a + Long.bitCount(word1);
    int c = b + Long.bitCount(word2);
    return a << 8 | b << 16 | c << 24;
  }

  /** Chooses a word without a branch: which one is a coin toss that no predictor learns. */
  private static long word(long word0, long word1, long word2, long word3, int slot) {
    long odd = -(slot >>> 6 & 1L);
    long left = word0 ^ ((word0 ^ word1) & odd);
    long right = word2 ^ ((word2 ^ word3) & odd);
    return left ^ ((left ^ right) & -(slot >>> 7 & 1L));
  }

  /** The slot, 0 to 255, that an address belongs to. */
  int slot(long high, long low) {
    return slot(high, low, depth);
  }

  static int slot(long high, long low, int depth) {
    return (int) ((depth < 64 ? high : low) >>> (56 - depth)) & 0xff;
  }

  /** The first slot of a prefix that belongs to this node, and its length, as a key. */
  private char key(long high, long low, int length) {
    return (char) (slot(high, low) << 4 | (length - depth));
  }

  /** The value of the longest own prefix that holds a slot, or null. */
  @Nullable Object answer(int slot) {
    return answers[answers.length == 257 ? slot : rank(slot)];
  }

  /** Which run a slot is in. */
  private int rank(int slot) {
    long runs = word(run0, run1, run2, run3, slot);
    return (runCounts >>> (slot >>> 3 & 24) & 0xff) + Long.bitCount(runs << ~slot);
  }

  private boolean begins(int slot) {
    return word(run0, run1, run2, run3, slot) << ~slot < 0;
  }

  /** The node or leaf in a slot, or null. */
  @Nullable Object child(int slot) {
    Object entry = entry(slot);
    return entry instanceof Object[] answersOfChild ? answersOfChild[256] : entry;
  }

  /**
   * What a slot has: null, a leaf, a node, or the answers of a node by slot. The last is for a node
   * right below this one that has no children: whoever looks for an answer needs no more of it, and
   * is spared one read of memory that is in no cache. The node itself is behind the answers.
   */
  @Nullable Object entry(int slot) {
    if (chunks != null) return chunks[slot / CHUNK][slot % CHUNK];
    if (children.length == 0) return null;
    long bits = word(child0, child1, child2, child3, slot) << ~slot;
    return bits < 0 ? children[childRank(slot, bits) - 1] : null;
  }

  /** How many children there are up to and with a slot, whose bits are shifted to the top. */
  private int childRank(int slot, long shifted) {
    return (childCounts >>> (slot >>> 3 & 24) & 0xff) + Long.bitCount(shifted);
  }

  int childCount() {
    return (childCounts >>> 24) + Long.bitCount(child3);
  }

  /** The first slot with a child at or behind one, 256 where there is none. */
  int nextChild(int slot) {
    while (slot < 256) {
      long bits = word(child0, child1, child2, child3, slot) >>> slot;
      if (bits != 0) return slot + Long.numberOfTrailingZeros(bits);
      slot = (slot | 63) + 1;
    }
    return 256;
  }

  /** Whether an address begins with this node's path. */
  boolean leadsTo(long high, long low) {
    return ((this.high ^ high) & PrefixTrie.highMask(depth)) == 0
        && ((this.low ^ low) & PrefixTrie.lowMask(depth)) == 0;
  }

  /** The place of an own prefix in {@link #keys}, or the complement of where it would be. */
  int find(long high, long low, int length) {
    return Arrays.binarySearch(keys, key(high, low, length));
  }

  /** The place of the first key at or behind a slot and a length less depth. */
  int keysBefore(int slot, int length) {
    int place = Arrays.binarySearch(keys, (char) (slot << 4 | length));
    return place < 0 ? ~place : place;
  }

  PrefixNode withPrefix(long high, long low, int length, Object value) {
    int place = find(high, low, length);
    if (place >= 0) {
      Object[] changed = values.clone();
      changed[place] = value;
      return new PrefixNode(this, keys, changed);
    }
    place = ~place;
    char[] moreKeys = Arrays.copyOf(keys, keys.length + 1);
    System.arraycopy(keys, place, moreKeys, place + 1, keys.length - place);
    moreKeys[place] = key(high, low, length);
    Object[] moreValues = inserted(values, place, value);
    if (answers.length == 257) return new PrefixNode(this, place, moreKeys, moreValues);
    return length == depth + 8
        ? new PrefixNode(this, moreKeys, moreValues, slot(high, low), value)
        : new PrefixNode(this, moreKeys, moreValues);
  }

  PrefixNode withoutPrefix(int place) {
    char[] fewerKeys = Arrays.copyOf(keys, keys.length - 1);
    System.arraycopy(keys, place + 1, fewerKeys, place, fewerKeys.length - place);
    return new PrefixNode(this, fewerKeys, removed(values, place));
  }

  /** Puts a node, a leaf, or with null nothing, into a slot. */
  PrefixNode withChild(int slot, @Nullable Object node) {
    Object child =
        node instanceof PrefixNode deeper
                && deeper.answers.length == 257
                && deeper.depth == depth + 8
                && deeper.childCount() == 0
            ? deeper.answers
            : node;
    boolean replaces = child(slot) != null;
    int count = childCount() + (child == null ? 0 : 1) - (replaces ? 1 : 0);
    if (count >= WIDE || (chunks != null && count >= WIDE / 2)) {
      @Nullable Object[][] changed = chunks != null ? chunks.clone() : spread();
      @Nullable Object[] chunk = changed[slot / CHUNK].clone();
      chunk[slot % CHUNK] = child;
      changed[slot / CHUNK] = chunk;
      return new PrefixNode(this, slot, child != null, NOTHING, changed);
    }
    @Nullable Object[] packed = new @Nullable Object[count];
    int place = 0;
    for (int next = nextChild(0); next < slot; next = nextChild(next + 1)) {
      packed[place++] = entry(next);
    }
    if (child != null) packed[place++] = child;
    for (int next = nextChild(slot + 1); next < 256; next = nextChild(next + 1)) {
      packed[place++] = entry(next);
    }
    return new PrefixNode(this, slot, child != null, packed, null);
  }

  private @Nullable Object[][] spread() {
    @Nullable Object[][] spread = new @Nullable Object[256 / CHUNK][];
    Arrays.fill(spread, EMPTY_CHUNK);
    for (int slot = nextChild(0); slot < 256; slot = nextChild(slot + 1)) {
      @Nullable Object[] chunk = spread[slot / CHUNK];
      if (chunk == EMPTY_CHUNK) {
        chunk = new @Nullable Object[CHUNK];
        spread[slot / CHUNK] = chunk;
      }
      chunk[slot % CHUNK] = entry(slot);
    }
    return spread;
  }

  private static Object[] inserted(Object[] array, int place, Object element) {
    Object[] longer = new Object[array.length + 1];
    System.arraycopy(array, 0, longer, 0, place);
    longer[place] = element;
    System.arraycopy(array, place, longer, place + 1, array.length - place);
    return longer;
  }

  private static Object[] removed(Object[] array, int place) {
    Object[] shorter = new Object[array.length - 1];
    System.arraycopy(array, 0, shorter, 0, place);
    System.arraycopy(array, place + 1, shorter, place, shorter.length - place);
    return shorter;
  }

  /** The bits of an own prefix, the upper half. */
  long highOf(char key) {
    return depth < 64 ? high | (long) (key >>> 4) << (56 - depth) : high;
  }

  /** The bits of an own prefix, the lower half. */
  long lowOf(char key) {
    return depth < 64 ? low : low | (long) (key >>> 4) << (120 - depth);
  }

  int lengthOf(char key) {
    return depth + (key & 15);
  }

  /**
   * Bytes of this node and of its arrays, without children and values: 16 to an array, 8 aligned.
   */
  long byteSize() {
    long size = 128;
    if (keys.length > 0) {
      size += array(2L * keys.length) + array(4L * values.length) + array(4L * answers.length);
    }
    if (children.length > 0) size += array(4L * children.length);
    if (chunks != null) {
      size += array(4L * chunks.length);
      for (Object[] chunk : chunks) size += chunk == EMPTY_CHUNK ? 0 : array(4L * CHUNK);
    }
    return size;
  }

  private static long array(long bytes) {
    return 16 + (bytes + 7) / 8 * 8;
  }
}
