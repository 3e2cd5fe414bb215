package lisle.ipaddress;

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

  /**
   * The bits above {@link #depth}; those below are zero. An IPv4 address fills the top half of
   * high.
   */
  final long high;

  final long low;
  final int depth;
  final SlotPrefixes own;
  final PrefixChildren children;

  /** An empty node. */
  PrefixNode(long high, long low, int depth) {
    this.high = high & PrefixTrie.highMask(depth);
    this.low = low & PrefixTrie.lowMask(depth);
    this.depth = depth;
    own = SlotPrefixes.NONE;
    children = PrefixChildren.NONE;
  }

  private PrefixNode(PrefixNode from, SlotPrefixes own, PrefixChildren children) {
    high = from.high;
    low = from.low;
    depth = from.depth;
    this.own = own;
    this.children = children;
  }

  /** The slot, 0 to 255, that an address belongs to. */
  int slot(long high, long low) {
    return Slots.slot(high, low, depth);
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

  /** The key of a prefix that belongs to this node. */
  private char key(long high, long low, int length) {
    return SlotPrefixes.key(slot(high, low), length - depth);
  }

  PrefixNode withPrefix(long high, long low, int length, Object value, Replaced before) {
    char key = key(high, low, length);
    int place = own.find(key);
    if (place >= 0) before.value = own.values[place];
    return new PrefixNode(this, own.with(place, key, value), children);
  }

  PrefixNode withoutPrefix(int place) {
    return new PrefixNode(this, own.without(place), children);
  }

  /** Puts a node, a leaf, or with null nothing, into a slot. */
  PrefixNode withChild(int slot, @Nullable Object child) {
    return new PrefixNode(this, own, children.with(slot, child));
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
    return 40 + own.byteSize() + children.byteSize();
  }
}
