package lisle.ipaddress;

import static lisle.ipaddress.SlotPrefixes.SLOTS;

import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The answers of a large {@link PrefixTrie} close together, so that a lookup reads three places of
 * memory and not a dozen. It is changed in place, by one thread at a time. Others may look up
 * meanwhile: what they get then is of no use and harms nobody, and they are told so by whoever
 * keeps the index (see {@link IpTable}).
 *
 * <p>Prefixes of <i>d</i>+1 to <i>d</i>+8 bits that begin with the same <i>d</i> bits, their path,
 * form a block, where <i>d</i> is a multiple of eight. A hash table finds the block of a path and a
 * depth. A block is six longs: path and depth, four words of bits that say which of its 256 slots
 * begin a run of equal answers, and where the answers of its runs are. A lookup tries the depths
 * from the deepest up, and the first block that has an answer for its slot knows the longest
 * prefix: what a block does not hold of shorter prefixes the next one does.
 *
 * <p>There is a deepest depth, so that few prefixes of some thousand bits more do not cost every
 * lookup another try. Where there are longer ones, the slot that they are in says {@link #MORE}.
 */
final class PrefixIndex {

  /** The answer where the trie must be asked. */
  static final Object MORE = new Object();

  /** The deepest depth there can be: up to here the upper half of an address is a path. */
  private static final int DEEPEST = 56;

  /** At most one prefix in so many is too long for the deepest depth. */
  private static final int FEW = 16;

  private static final int BLOCK = 6;

  /**
   * A trie of so many prefixes has no index: a block has at least one of them, and in the hash
   * table there are 24 bits for the number of a block.
   */
  static final int TOO_MANY = 1 << 24;

  /** Odd and nobody's knowledge, so that nobody can choose prefixes that collide. */
  private static final long FACTOR = new SecureRandom().nextLong() | 1;

  private final int deepest;

  /** How many bits an address has. */
  private final int length;

  /** How many prefixes the trie had when {@link #deepest} was last looked at. */
  private int madeFor;

  /** The number of a block in the upper 24 bits, a tag below; 0 for nothing. At most half full. */
  private int[] table;

  private int tableBits;

  /** Number 0 is nobody's. */
  private long[] blocks;

  private int blocksEnd = 1;

  /** The numbers that were given back, a stack. */
  private int[] freeBlocks = new int[16];

  private int freeCount;

  /** How many blocks there are of each depth, by its eighth. */
  private int[] counts = new int[DEEPEST / 8 + 1];

  /** The depths that have blocks, the deepest first. */
  private int[] depths = {};

  private AnswerPool pool;

  /** For {@link #paint}. */
  private final @Nullable Object[] slots = new @Nullable Object[SLOTS];

  private PrefixIndex(PrefixIndex from) {
    deepest = from.deepest;
    length = from.length;
    madeFor = from.madeFor;
    table = from.table.clone();
    tableBits = from.tableBits;
    blocks = from.blocks.clone();
    blocksEnd = from.blocksEnd;
    freeBlocks = from.freeBlocks.clone();
    freeCount = from.freeCount;
    counts = from.counts.clone();
    depths = from.depths;
    pool = from.pool.copy();
  }

  PrefixIndex copy() {
    return new PrefixIndex(this);
  }

  /**
   * Makes an index of a trie.
   *
   * @param length how many bits an address has
   */
  PrefixIndex(PrefixTrie trie, int length) {
    this.length = length;
    madeFor = trie.size;
    deepest = deepest(trie, length);
    tableBits = 10;
    table = new int[1 << tableBits];
    blocks = new long[64 * BLOCK];
    pool = new AnswerPool(trie.size + SLOTS);
    trie.forEach(
        (high, low, bits, value) -> {
          if (find(key(high, depth(bits))) < 0) update(trie, high, bits);
        });
  }

  /** Whether an index that is made of a trie now would be much like this one. */
  boolean suits(PrefixTrie trie) {
    if (trie.size / 2 < madeFor) return true;
    madeFor = trie.size;
    return deepest == deepest(trie, length);
  }

  private static int deepest(PrefixTrie trie, int length) {
    int[] longer = new int[DEEPEST / 8 + 1];
    trie.forEach(
        (high, low, bits, value) -> {
          for (int depth = 0; depth <= DEEPEST && bits > depth + 8; depth += 8) longer[depth / 8]++;
        });
    int deepest = 0;
    while (deepest < Math.min(DEEPEST, length - 8) && longer[deepest / 8] > trie.size / FEW) {
      deepest += 8;
    }
    return deepest;
  }

  /**
   * The longest prefix's value for an address of this upper half, or {@link #MORE}; null where no
   * prefix holds it, but for the one of no bits.
   */
  @Nullable Object answer(long high) {
    for (int depth : depths) {
      int at = find(key(high, depth));
      if (at < 0) continue;
      long[] all = blocks;
      if (at + BLOCK > all.length) return null; // while it changes
      int slot = Slots.slot(high, 0, depth);
      long place = all[at + BLOCK - 1];
      int rank = Slots.rank(all[at + 1 + (slot >>> 6)], (int) (place >>> 32), slot);
      @Nullable Object[] answers = pool.answers;
      if ((int) place + rank >= answers.length) return null; // while it changes
      Object answer = answers[(int) place + rank];
      if (answer != null) return answer;
    }
    return null;
  }

  /** A path and its depth in one number: the path leaves the lowest byte to it. */
  private static long key(long high, int depth) {
    return (high & PrefixTrie.highMask(depth)) | depth;
  }

  /** The depth of the block that a prefix of so many bits is in. */
  private int depth(int bits) {
    return Math.min(Math.max(bits - 1, 0) & ~7, deepest);
  }

  /** Where the block of a key is, or a negative number. */
  private int find(long key) {
    long hash = key * FACTOR;
    int[] entries = table;
    int mask = entries.length - 1;
    int tag = tag(hash);
    for (int i = (int) (hash >>> -tableBits) & mask; ; i = (i + 1) & mask) {
      int entry = entries[i];
      if (entry == 0) return -1;
      if ((entry & 0xff) != tag) continue;
      int at = (entry >>> 8) * BLOCK;
      long[] all = blocks;
      if (at < all.length && all[at] == key) return at;
    }
  }

  private static int tag(long hash) {
    return (int) (hash >>> 24) & 0xff;
  }

  // Changes

  /** Brings the block up to date in which a prefix was put, changed or removed. */
  void update(PrefixTrie trie, long high, int bits) {
    if (bits == 0) return;
    int depth = depth(bits);
    long path = high & PrefixTrie.highMask(depth);
    long key = key(path, depth);
    Object below = trie.below(path, 0, depth);
    if (below instanceof PrefixNode node
        && node.depth == depth
        && (depth < deepest || node.childCount() == 0)) {
      SlotPrefixes own = node.own;
      if (own.isEmpty()) {
        remove(key);
      } else {
        put(key, own.run0, own.run1, own.run2, own.run3, own.runCounts, own.answers);
      }
    } else if (below != null && paint(below, depth)) {
      put(key);
    } else {
      remove(key);
    }
  }

  /** Paints the slots of a block as the trie has them; false where there is nothing for it. */
  private boolean paint(Object below, int depth) {
    Arrays.fill(slots, null);
    if (below instanceof PrefixLeaf leaf) {
      int slot = Slots.slot(leaf.high(), leaf.low(), depth);
      int bits = leaf.length() - depth;
      if (bits <= 8) {
        Arrays.fill(slots, slot, slot + (SLOTS >>> bits), leaf.value());
      } else if (depth == deepest) {
        slots[slot] = MORE;
      } else {
        return false;
      }
      return true;
    }
    if (depth < deepest)
      return false; // it has no prefixes of its own, and its children have blocks
    PrefixNode node = (PrefixNode) below;
    if (node.depth > depth) {
      slots[Slots.slot(node.high, node.low, depth)] = MORE;
      return true;
    }
    for (int slot = 0; slot < SLOTS; slot++) slots[slot] = node.own.answer(slot);
    for (int slot = node.nextChild(0); slot < SLOTS; slot = node.nextChild(slot + 1)) {
      slots[slot] = MORE;
    }
    return true;
  }

  /** Puts a block of the painted slots. */
  private void put(long key) {
    long[] runs = new long[4];
    int count = 1;
    for (int slot = 1; slot < SLOTS; slot++) {
      if (slots[slot] == slots[count - 1]) continue;
      runs[slot >>> 6] |= 1L << slot;
      slots[count++] = slots[slot]; // runs are fewer than slots: what is overwritten is done with
    }
    int counts = Slots.counts(runs[0], runs[1], runs[2]);
    @Nullable Object[] answers = Arrays.copyOf(slots, count);
    put(key, runs[0], runs[1], runs[2], runs[3], counts, answers);
  }

  private void put(
      long key,
      long run0,
      long run1,
      long run2,
      long run3,
      int runCounts,
      @Nullable Object[] answers) {
    int at = find(key);
    int begin;
    if (at < 0) {
      at = add(key);
      begin = pool.take(answers.length);
    } else {
      begin = (int) blocks[at + BLOCK - 1];
      int length = answersAt(at);
      if (!AnswerPool.isSame(length, answers.length)) {
        pool.give(begin, length);
        begin = pool.take(answers.length);
      }
    }
    System.arraycopy(answers, 0, pool.answers, begin, answers.length);
    blocks[at + 1] = run0;
    blocks[at + 2] = run1;
    blocks[at + 3] = run2;
    blocks[at + 4] = run3;
    blocks[at + BLOCK - 1] = (long) runCounts << 32 | begin;
  }

  /** How many answers a block has. */
  private int answersAt(int at) {
    return (int) (blocks[at + BLOCK - 1] >>> 56) + Long.bitCount(blocks[at + BLOCK - 2]) + 1;
  }

  /** Adds a block and says where it is; its answers are to come. */
  private int add(long key) {
    if (2 * (blocksEnd - freeCount) > table.length) grow();
    int number;
    if (freeCount > 0) {
      number = freeBlocks[--freeCount];
    } else {
      number = blocksEnd++;
      if (blocksEnd * BLOCK > blocks.length) blocks = Arrays.copyOf(blocks, blocks.length * 3 / 2);
    }
    int at = number * BLOCK;
    blocks[at] = key;
    enter(number, key);
    count(key, 1);
    return at;
  }

  private void enter(int number, long key) {
    long hash = key * FACTOR;
    int mask = table.length - 1;
    int i = (int) (hash >>> -tableBits) & mask;
    while (table[i] != 0) i = (i + 1) & mask;
    table[i] = number << 8 | tag(hash);
  }

  private void grow() {
    int[] old = table;
    table = new int[2 * old.length];
    tableBits++;
    for (int entry : old) {
      if (entry != 0) enter(entry >>> 8, blocks[(entry >>> 8) * BLOCK]);
    }
  }

  private void count(long key, int more) {
    int depth = (int) key & 0xff;
    counts[depth / 8] += more;
    if (counts[depth / 8] != (more > 0 ? 1 : 0)) return;
    int[] found = new int[counts.length];
    int n = 0;
    for (int i = counts.length - 1; i >= 0; i--) if (counts[i] > 0) found[n++] = 8 * i;
    depths = Arrays.copyOf(found, n);
  }

  private void remove(long key) {
    int at = find(key);
    if (at < 0) return;
    pool.give((int) blocks[at + BLOCK - 1], answersAt(at));
    leave(at / BLOCK, key);
    Arrays.fill(blocks, at, at + BLOCK, 0);
    if (freeCount == freeBlocks.length) freeBlocks = Arrays.copyOf(freeBlocks, 2 * freeCount);
    freeBlocks[freeCount++] = at / BLOCK;
    count(key, -1);
  }

  /** Takes a block out of the hash table, and closes the gap that it leaves. */
  private void leave(int number, long key) {
    int mask = table.length - 1;
    int gap = (int) ((key * FACTOR) >>> -tableBits) & mask;
    while (table[gap] >>> 8 != number) gap = (gap + 1) & mask;
    for (int i = (gap + 1) & mask; table[i] != 0; i = (i + 1) & mask) {
      long other = blocks[(table[i] >>> 8) * BLOCK];
      int home = (int) ((other * FACTOR) >>> -tableBits) & mask;
      // It may move up unless its home lies behind the gap.
      if (((i - home) & mask) >= ((i - gap) & mask)) {
        table[gap] = table[i];
        gap = i;
      }
    }
    table[gap] = 0;
  }

  long byteSize() {
    return 128
        + SlotPrefixes.array(4L * table.length)
        + SlotPrefixes.array(8L * blocks.length)
        + SlotPrefixes.array(4L * freeBlocks.length)
        + SlotPrefixes.array(4L * SLOTS)
        + pool.byteSize();
  }
}
