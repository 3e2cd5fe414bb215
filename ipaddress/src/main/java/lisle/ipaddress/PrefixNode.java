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
  private static final Object[] NO_CHILDREN = {};

  /**
   * The bits above {@link #depth}; those below are zero. An IPv4 address fills the top half of
   * high.
   */
  final long high;

  final long low;
  final int depth;

  final SlotPrefixes own;

  // The children: which slots have one, bits set in the words before each, and the children.
  private final long child0;
  private final long child1;
  private final long child2;
  private final long child3;
  private final int childCounts;

  /** In the order of the slots; empty where there are chunks. */
  private final @Nullable Object[] children;

  /** The same by slot, null where there is none, which needs no counting of bits; or null. */
  private final @Nullable Object @Nullable [][] chunks;

  /** An empty node. */
  PrefixNode(long high, long low, int depth) {
    this.high = high & PrefixTrie.highMask(depth);
    this.low = low & PrefixTrie.lowMask(depth);
    this.depth = depth;
    own = SlotPrefixes.NONE;
    child0 = child1 = child2 = child3 = 0;
    childCounts = 0;
    children = NO_CHILDREN;
    chunks = null;
  }

  /** The same node with other own prefixes. */
  private PrefixNode(PrefixNode from, SlotPrefixes own) {
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
    this.own = own;
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
    own = from.own;
    this.children = children;
    this.chunks = chunks;
    long bit = 1L << slot;
    int word = slot >>> 6;
    child0 = word == 0 ? with(from.child0, bit, present) : from.child0;
    child1 = word == 1 ? with(from.child1, bit, present) : from.child1;
    child2 = word == 2 ? with(from.child2, bit, present) : from.child2;
    child3 = word == 3 ? with(from.child3, bit, present) : from.child3;
    childCounts = Slots.counts(child0, child1, child2);
  }

  private static long with(long bits, long bit, boolean present) {
    return present ? bits | bit : bits & ~bit;
  }

  /** The slot, 0 to 255, that an address belongs to. */
  int slot(long high, long low) {
    return Slots.slot(high, low, depth);
  }

  /** The key of a prefix that belongs to this node. */
  private char key(long high, long low, int length) {
    return SlotPrefixes.key(slot(high, low), length - depth);
  }

  /** The node or leaf in a slot, or null. */
  @Nullable Object child(int slot) {
    if (chunks != null) return chunks[slot / CHUNK][slot % CHUNK];
    if (children.length == 0) return null;
    long word = Slots.word(child0, child1, child2, child3, slot);
    return word << ~slot < 0 ? children[Slots.rank(word, childCounts, slot) - 1] : null;
  }

  int childCount() {
    return (childCounts >>> 24) + Long.bitCount(child3);
  }

  /** The first slot with a child at or behind one, 256 where there is none. */
  int nextChild(int slot) {
    while (slot < SlotPrefixes.SLOTS) {
      long bits = Slots.word(child0, child1, child2, child3, slot) >>> slot;
      if (bits != 0) return slot + Long.numberOfTrailingZeros(bits);
      slot = (slot | 63) + 1;
    }
    return SlotPrefixes.SLOTS;
  }

  /** Whether an address begins with this node's path. */
  boolean leadsTo(long high, long low) {
    return ((this.high ^ high) & PrefixTrie.highMask(depth)) == 0
        && ((this.low ^ low) & PrefixTrie.lowMask(depth)) == 0;
  }

  /** The place of an own prefix among the keys, or the complement of where it would be. */
  int find(long high, long low, int length) {
    return own.find(key(high, low, length));
  }

  PrefixNode withPrefix(long high, long low, int length, Object value, Replaced before) {
    char key = key(high, low, length);
    int place = own.find(key);
    if (place >= 0) before.value = own.values[place];
    return new PrefixNode(this, own.with(place, key, value));
  }

  PrefixNode withoutPrefix(int place) {
    return new PrefixNode(this, own.without(place));
  }

  /** Puts a node, a leaf, or with null nothing, into a slot. */
  PrefixNode withChild(int slot, @Nullable Object child) {
    boolean replaces = child(slot) != null;
    int count = childCount() + (child == null ? 0 : 1) - (replaces ? 1 : 0);
    if (count >= WIDE || (chunks != null && count >= WIDE / 2)) {
      @Nullable Object[][] changed = chunks != null ? chunks.clone() : spread();
      @Nullable Object[] chunk = changed[slot / CHUNK].clone();
      chunk[slot % CHUNK] = child;
      changed[slot / CHUNK] = chunk;
      return new PrefixNode(this, slot, child != null, NO_CHILDREN, changed);
    }
    @Nullable Object[] packed = new @Nullable Object[count];
    int place = 0;
    for (int next = nextChild(0); next < slot; next = nextChild(next + 1)) {
      packed[place++] = child(next);
    }
    if (child != null) packed[place++] = child;
    for (int next = nextChild(slot + 1); next < SlotPrefixes.SLOTS; next = nextChild(next + 1)) {
      packed[place++] = child(next);
    }
    return new PrefixNode(this, slot, child != null, packed, null);
  }

  private @Nullable Object[][] spread() {
    @Nullable Object[][] spread = new @Nullable Object[SlotPrefixes.SLOTS / CHUNK][];
    Arrays.fill(spread, EMPTY_CHUNK);
    for (int slot = nextChild(0); slot < SlotPrefixes.SLOTS; slot = nextChild(slot + 1)) {
      @Nullable Object[] chunk = spread[slot / CHUNK];
      if (chunk == EMPTY_CHUNK) {
        chunk = new @Nullable Object[CHUNK];
        spread[slot / CHUNK] = chunk;
      }
      chunk[slot % CHUNK] = child(slot);
    }
    return spread;
  }

  /** The bits of an own prefix, the upper half. */
  long highOf(char key) {
    return depth < 64 ? high | (long) SlotPrefixes.slot(key) << (56 - depth) : high;
  }

  /** The bits of an own prefix, the lower half. */
  long lowOf(char key) {
    return depth < 64 ? low : low | (long) SlotPrefixes.slot(key) << (120 - depth);
  }

  int lengthOf(char key) {
    return depth + SlotPrefixes.bits(key);
  }

  /** Bytes of this node and of its arrays, without the children. */
  long byteSize() {
    long size = 88 + own.byteSize();
    if (children.length > 0) size += SlotPrefixes.array(4L * children.length);
    if (chunks != null) {
      size += SlotPrefixes.array(4L * chunks.length);
      for (Object[] chunk : chunks) {
        size += chunk == EMPTY_CHUNK ? 0 : SlotPrefixes.array(4L * CHUNK);
      }
    }
    return size;
  }
}
