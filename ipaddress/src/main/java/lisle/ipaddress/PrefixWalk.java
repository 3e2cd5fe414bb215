package lisle.ipaddress;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Walks the prefixes of a {@link PrefixTrie} that lie in a given one, in order: by address, and of
 * one address the shortest first. What it walks never changes. For one thread.
 */
final class PrefixWalk implements Iterator<PrefixLeaf> {

  // One frame for each node on the way down: what of it is still to come.
  private final PrefixNode[] nodes = new PrefixNode[17];
  private final int[] nextKeys = new int[17];
  private final int[] keyEnds = new int[17];
  private final int[] nextSlots = new int[17];
  private final int[] slotEnds = new int[17];
  private int frames;
  private @Nullable PrefixLeaf next;

  PrefixWalk(PrefixTrie trie, long high, long low, int length) {
    if (length == 0) {
      push(trie.root, 0, 256, 0);
      if (trie.all != null) {
        next = new PrefixLeaf(0, 0, 0, trie.all);
        return;
      }
    } else {
      descend(trie.root, high, low, length);
    }
    if (next == null) next = advance();
  }

  private void descend(PrefixNode node, long high, long low, int length) {
    while (length > node.depth + 8) {
      Object child = node.children.get(node.slot(high, low));
      if (child instanceof PrefixLeaf leaf
          && leaf.length() >= length
          && PrefixTrie.common(high, low, leaf.high(), leaf.low()) >= length) {
        next = leaf;
      }
      if (!(child instanceof PrefixNode deeper)) return;
      int shared = PrefixTrie.common(high, low, deeper.high, deeper.low);
      if (shared < Math.min(length, deeper.depth)) return;
      if (length <= deeper.depth) {
        push(deeper, 0, 256, 0);
        return;
      }
      node = deeper;
    }
    int slot = node.slot(high, low);
    int bits = length - node.depth;
    push(node, slot, slot + (256 >>> bits), bits);
  }

  private void push(PrefixNode node, int slot, int slotEnd, int minimumBits) {
    nodes[frames] = node;
    nextKeys[frames] = node.own.placeFrom(slot, minimumBits);
    keyEnds[frames] = node.own.placeFrom(slotEnd, 0);
    nextSlots[frames] = node.children.next(slot);
    slotEnds[frames++] = slotEnd;
  }

  private @Nullable PrefixLeaf advance() {
    while (frames > 0) {
      int top = frames - 1;
      PrefixNode node = nodes[top];
      SlotPrefixes own = node.own;
      int keySlot = nextKeys[top] < keyEnds[top] ? SlotPrefixes.slot(own.keys[nextKeys[top]]) : 256;
      int slot = nextSlots[top];
      if (keySlot < 256 && keySlot <= slot) {
        int place = nextKeys[top]++;
        char key = own.keys[place];
        return new PrefixLeaf(
            node.highOf(key), node.lowOf(key), node.lengthOf(key), own.values[place]);
      }
      if (slot >= slotEnds[top]) {
        frames--;
        continue;
      }
      nextSlots[top] = node.children.next(slot + 1);
      Object child = node.children.get(slot);
      if (child instanceof PrefixLeaf leaf) return leaf;
      if (child instanceof PrefixNode deeper) push(deeper, 0, 256, 0);
    }
    return null;
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public PrefixLeaf next() {
    PrefixLeaf result = next;
    if (result == null) throw new NoSuchElementException();
    next = advance();
    return result;
  }
}
