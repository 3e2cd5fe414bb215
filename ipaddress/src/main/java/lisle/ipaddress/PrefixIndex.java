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

  private final SlotRuns runs = new SlotRuns();

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
    tableBits = 5;
    table = new int[1 << tableBits];
    blocks = new long[8 * BLOCK];
    pool = new AnswerPool(trie.size);
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
    long key = key(high, depth);
    int at = find(key);
    Object below = trie.below(high & PrefixTrie.highMask(depth), 0, depth);
    if (!isForBlock(below, depth)) {
      if (at >= 0) remove(at);
    } else if (at < 0) {
      at = add(key);
      work(below, depth, 0, 0);
      splice(at, SLOTS);
    } else {
      int more = Math.min(bits - depth, 8);
      int first = Slots.slot(high, 0, depth) & -SlotPrefixes.size(more);
      work(below, depth, first, more);
      splice(at, first + SlotPrefixes.size(more));
    }
  }

  /** Whether what the trie has below a path is for the block of that path and depth. */
  private boolean isForBlock(@Nullable Object below, int depth) {
    return switch (below) {
      case null -> false;
      case PrefixLeaf leaf -> depth == deepest || leaf.length() <= depth + 8;
      case PrefixNode node when node.depth == depth ->
          !node.own.isEmpty() || (depth == deepest && node.children.count() > 0);
      default -> depth == deepest;
    };
  }

  /** Works out the runs of the slots of a prefix, which is so many bits longer than the path. */
  private void work(@Nullable Object below, int depth, int first, int bits) {
    if (below instanceof PrefixLeaf leaf) {
      int slot = Slots.slot(leaf.high(), leaf.low(), depth);
      int more = leaf.length() - depth;
      if (more <= 8) {
        runs.ofOne(first, bits, slot, slot + SlotPrefixes.size(more), leaf.value());
      } else {
        runs.ofOne(first, bits, slot, slot + 1, MORE);
      }
    } else if (below instanceof PrefixNode node) {
      if (node.depth > depth) {
        int slot = Slots.slot(node.high, node.low, depth);
        runs.ofOne(first, bits, slot, slot + 1, MORE);
      } else {
        runs.of(node.own, first, bits);
        if (depth == deepest && node.children.count() > 0) {
          runs.overlay(node, MORE, first + SlotPrefixes.size(bits));
        }
      }
    }
  }

  /** Puts the runs that were worked out into a block; those from the end on stay. */
  private void splice(int at, int end) {
    int first = runs.slots[0];
    int length = answersAt(at);
    int before = first == 0 ? 0 : rank(at, first - 1) + 1;
    int behind = end == SLOTS ? length : rank(at, end);
    int begin = (int) blocks[at + BLOCK - 1];
    @Nullable Object[] answers = pool.answers;
    // A run that would go on with the answer of the one before it does not begin.
    int from = before > 0 && answers[begin + before - 1] == runs.answers[0] ? 1 : 0;
    boolean cut = end < SLOTS && answers[begin + behind] != runs.answers[runs.count - 1];
    if (end < SLOTS && !cut) behind++;
    int added = runs.count - from;
    int newLength = before + added + length - behind;
    begin = pool.resize(begin, length, newLength, before, behind);
    System.arraycopy(runs.answers, from, pool.answers, begin + before, added);
    for (int word = 0; word < 4; word++) {
      blocks[at + 1 + word] &= ~(from(first - 64 * word) & ~from(end + 1 - 64 * word));
    }
    for (int i = from; i < runs.count; i++) mark(at, runs.slots[i]);
    if (cut) mark(at, end);
    int counts = Slots.counts(blocks[at + 1], blocks[at + 2], blocks[at + 3]);
    blocks[at + BLOCK - 1] = (long) counts << 32 | begin;
    runs.forget();
  }

  /** The bits of a word from one on, which may lie before or behind it. */
  private static long from(int bit) {
    return bit <= 0 ? -1 : bit >= 64 ? 0 : -1L << bit;
  }

  /** Says that a run begins at a slot; the one at slot 0 has no bit. */
  private void mark(int at, int slot) {
    if (slot > 0) blocks[at + 1 + (slot >>> 6)] |= 1L << slot;
  }

  /** Which run of a block a slot is in. */
  private int rank(int at, int slot) {
    int counts = (int) (blocks[at + BLOCK - 1] >>> 32);
    return Slots.rank(blocks[at + 1 + (slot >>> 6)], counts, slot);
  }

  /** How many answers a block has. */
  private int answersAt(int at) {
    return (int) (blocks[at + BLOCK - 1] >>> 56) + Long.bitCount(blocks[at + BLOCK - 2]) + 1;
  }

  /** Adds a block that answers nothing, and says where it is. */
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
    int begin = pool.take(1);
    pool.answers[begin] = null;
    blocks[at + BLOCK - 1] = begin;
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

  private void remove(int at) {
    long key = blocks[at];
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
        + 280 // for working out runs
        + pool.byteSize();
  }
}
