package lisle.ipaddress;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A persistent map from the prefixes of one address family to values: a change returns another trie
 * that shares what did not change. Immutable throughout, so any thread may read any trie it can
 * see.
 *
 * <p>A prefix is 128 bits in two longs and a length; bits behind the length are zero. An IPv4
 * address takes the top 32 bits of the first long.
 */
final class PrefixTrie {

  static final PrefixTrie EMPTY = new PrefixTrie(new PrefixNode(0, 0, 0), null, 0);

  final PrefixNode root;

  /** The value of the prefix of length 0, which no node can hold. */
  final @Nullable Object all;

  final int size;

  private PrefixTrie(PrefixNode root, @Nullable Object all, int size) {
    this.root = root;
    this.all = all;
    this.size = size;
  }

  /** The first bits of an upper half, as a mask. */
  static long highMask(int length) {
    return length == 0 ? 0 : length >= 64 ? -1L : -1L << -length;
  }

  /** The bits of a lower half that the first bits of an address reach, as a mask. */
  static long lowMask(int length) {
    return length <= 64 ? 0 : -1L << -length;
  }

  /** How many of the first bits of two addresses agree. */
  static int common(long high1, long low1, long high2, long low2) {
    return high1 != high2
        ? Long.numberOfLeadingZeros(high1 ^ high2)
        : 64 + Long.numberOfLeadingZeros(low1 ^ low2);
  }

  /** The value of the longest prefix that holds an address, or null. */
  @Nullable Object longest(long high, long low) {
    PrefixNode node = root;
    while (true) {
      int slot = node.slot(high, low);
      Object child = node.children.get(slot);
      if (child instanceof PrefixNode next
          && (next.depth == node.depth + 8 || next.leadsTo(high, low))) {
        node = next;
        continue;
      }
      // Most often the deepest node knows. Where it does not, go down again and ask each.
      if (child instanceof PrefixLeaf leaf && leaf.covers(high, low)) return leaf.value();
      Object answer = node.own.answer(slot);
      return answer != null ? answer : longestAbove(node, high, low);
    }
  }

  /** The longest in the nodes above one, which is on the way to the address. */
  private @Nullable Object longestAbove(PrefixNode bottom, long high, long low) {
    Object best = all;
    for (PrefixNode node = root; node != bottom; ) {
      int slot = node.slot(high, low);
      Object answer = node.own.answer(slot);
      if (answer != null) best = answer;
      if (!(node.children.get(slot) instanceof PrefixNode next)) break;
      node = next;
    }
    return best;
  }

  /**
   * What there is below a path of so many bits, a multiple of eight: the one node or leaf that all
   * of it is in or is; or null.
   */
  @Nullable Object below(long high, long low, int depth) {
    PrefixNode node = root;
    while (node.depth < depth) {
      Object child = node.children.get(node.slot(high, low));
      if (!(child instanceof PrefixNode next)) {
        return child instanceof PrefixLeaf leaf
                && leaf.length() > depth
                && common(high, low, leaf.high(), leaf.low()) >= depth
            ? leaf
            : null;
      }
      if (common(high, low, next.high, next.low) < Math.min(depth, next.depth)) return null;
      node = next;
    }
    return node;
  }

  /** The value of exactly this prefix, or null. */
  @Nullable Object get(long high, long low, int length) {
    if (length == 0) return all;
    PrefixNode node = root;
    while (length > node.depth + 8) {
      Object child = node.children.get(node.slot(high, low));
      if (!(child instanceof PrefixNode next)) {
        return child instanceof PrefixLeaf leaf && leaf.is(high, low, length) ? leaf.value() : null;
      }
      if (length <= next.depth || !next.leadsTo(high, low)) return null;
      node = next;
    }
    int place = node.find(high, low, length);
    return place < 0 ? null : node.own.values[place];
  }

  /** Visits the prefixes that hold all of the given one, the shortest first. */
  void covering(long high, long low, int length, PrefixVisitor visitor) {
    if (all != null) visitor.visit(0, 0, 0, all);
    PrefixNode node = root;
    while (length > node.depth) {
      for (int bits = 1; bits <= 8 && node.depth + bits <= length; bits++) {
        int own = node.depth + bits;
        int place = node.find(high & highMask(own), low & lowMask(own), own);
        if (place >= 0) {
          char key = node.own.keys[place];
          visitor.visit(node.highOf(key), node.lowOf(key), own, node.own.values[place]);
        }
      }
      Object child = node.children.get(node.slot(high, low));
      if (child instanceof PrefixNode next && next.leadsTo(high, low)) {
        node = next;
      } else {
        if (child instanceof PrefixLeaf leaf && leaf.length() <= length && leaf.covers(high, low)) {
          visitor.visit(leaf.high(), leaf.low(), leaf.length(), leaf.value());
        }
        return;
      }
    }
  }

  /** Visits all prefixes: by address, and of one address the shortest first. */
  void forEach(PrefixVisitor visitor) {
    if (all != null) visitor.visit(0, 0, 0, all);
    forEach(root, visitor);
  }

  private static void forEach(PrefixNode node, PrefixVisitor visitor) {
    char[] keys = node.own.keys;
    int slot = node.children.next(0);
    for (int i = 0; i <= keys.length; i++) {
      int first = i == keys.length ? SlotPrefixes.SLOTS : SlotPrefixes.slot(keys[i]);
      for (; slot < first; slot = node.children.next(slot + 1)) {
        if (node.children.get(slot) instanceof PrefixNode deeper) {
          forEach(deeper, visitor);
        } else if (node.children.get(slot) instanceof PrefixLeaf leaf) {
          visitor.visit(leaf.high(), leaf.low(), leaf.length(), leaf.value());
        }
      }
      if (i < keys.length) {
        char key = keys[i];
        visitor.visit(node.highOf(key), node.lowOf(key), node.lengthOf(key), node.own.values[i]);
      }
    }
  }

  /** This trie with a prefix mapped to a value; tells what it was mapped to before. */
  PrefixTrie with(long high, long low, int length, Object value, Replaced before) {
    PrefixNode changed = root;
    if (length == 0) {
      before.value = all;
    } else {
      changed = put(root, high, low, length, value, before);
    }
    return new PrefixTrie(
        changed, length == 0 ? value : all, before.value == null ? size + 1 : size);
  }

  private static PrefixNode put(
      PrefixNode node, long high, long low, int length, Object value, Replaced before) {
    if (length <= node.depth + 8) return node.withPrefix(high, low, length, value, before);
    int slot = node.slot(high, low);
    Object child = node.children.get(slot);
    if (child instanceof PrefixNode deeper && length > deeper.depth && deeper.leadsTo(high, low)) {
      return node.withChild(slot, put(deeper, high, low, length, value, before));
    }
    PrefixLeaf leaf = new PrefixLeaf(high, low, length, value);
    if (child == null) return node.withChild(slot, leaf);
    if (child instanceof PrefixLeaf old && old.is(high, low, length)) {
      before.value = old.value();
      return node.withChild(slot, leaf);
    }
    return node.withChild(slot, fork(child, leaf));
  }

  /** The node that parts a leaf from another leaf or from a node that it does not belong to. */
  private static PrefixNode fork(Object one, PrefixLeaf other) {
    long high = one instanceof PrefixNode n ? n.high : ((PrefixLeaf) one).high();
    long low = one instanceof PrefixNode n ? n.low : ((PrefixLeaf) one).low();
    int length = one instanceof PrefixNode n ? n.depth : ((PrefixLeaf) one).length();
    int shared = common(high, low, other.high(), other.low());
    int depth = Math.min(shared, Math.min(length, other.length()) - 1) & ~7;
    PrefixNode node = new PrefixNode(high, low, depth);
    node = one instanceof PrefixNode ? node.withChild(node.slot(high, low), one) : own(node, one);
    return own(node, other);
  }

  private static PrefixNode own(PrefixNode node, Object leaf) {
    PrefixLeaf it = (PrefixLeaf) leaf;
    return it.length() <= node.depth + 8
        ? node.withPrefix(it.high(), it.low(), it.length(), it.value(), new Replaced())
        : node.withChild(node.slot(it.high(), it.low()), it);
  }

  /** This trie without a prefix that it has. */
  PrefixTrie without(long high, long low, int length) {
    if (length == 0) return new PrefixTrie(root, null, size - 1);
    return new PrefixTrie(remove(root, high, low, length), all, size - 1);
  }

  /** Removes a prefix that is known to be there. */
  private static PrefixNode remove(PrefixNode node, long high, long low, int length) {
    if (length <= node.depth + 8) return node.withoutPrefix(node.find(high, low, length));
    int slot = node.slot(high, low);
    Object child = node.children.get(slot);
    if (!(child instanceof PrefixNode deeper)) return node.withChild(slot, null);
    return node.withChild(slot, reduced(remove(deeper, high, low, length)));
  }

  /** What stands for a node below the root: its only prefix or only child where it has one. */
  private static Object reduced(PrefixNode node) {
    SlotPrefixes own = node.own;
    if (own.keys.length + node.children.count() > 1) return node;
    if (own.isEmpty()) return Objects.requireNonNull(node.children.get(node.children.next(0)));
    char key = own.keys[0];
    return new PrefixLeaf(node.highOf(key), node.lowOf(key), node.lengthOf(key), own.values[0]);
  }

  /** Bytes of all nodes and leaves, without the values, with 32-bit references. */
  long byteSize() {
    return 32 + byteSize(root);
  }

  private static long byteSize(PrefixNode node) {
    long size = node.byteSize();
    for (int slot = node.children.next(0);
        slot < SlotPrefixes.SLOTS;
        slot = node.children.next(slot + 1)) {
      size += node.children.get(slot) instanceof PrefixNode deeper ? byteSize(deeper) : 40;
    }
    return size;
  }
}
