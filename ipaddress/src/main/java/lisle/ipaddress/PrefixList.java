package lisle.ipaddress;

import java.util.Arrays;

/**
 * Networks of one version with their values, in the order in which they came, and then sorted: to
 * write them down and sort once costs a tenth of what putting them into a trie does.
 */
final class PrefixList {
  /** Three words for each: the upper and lower half of the address, the length. */
  private long[] networks = new long[3 * 16];

  private Object[] values = new Object[16];
  private int count;

  /**
   * Adds a network: bits behind the prefix are none. Of several of the same the last one counts.
   */
  void add(long high, long low, int length, Object value) {
    if (count == values.length) {
      networks = Arrays.copyOf(networks, 6 * count);
      values = Arrays.copyOf(values, 2 * count);
    }
    int at = 3 * count;
    networks[at] = high;
    networks[at + 1] = low;
    networks[at + 2] = length;
    values[count++] = value;
  }

  /** How many there are, the same ones counted as often as they came. */
  int size() {
    return count;
  }

  /** Visits the networks by address, the shortest of an address first; returns how many. */
  int forEachInOrder(PrefixVisitor visitor) {
    int[] order = Radix.order(networks, count, 3, 3);
    int visited = 0;
    for (int i = 0; i < count; i++) {
      int at = order[i];
      if (i + 1 < count && isSame(at, order[i + 1])) continue;
      visitor.visit(networks[at], networks[at + 1], (int) networks[at + 2], values[at / 3]);
      visited++;
    }
    return visited;
  }

  private boolean isSame(int one, int other) {
    return Arrays.equals(networks, one, one + 3, networks, other, other + 3);
  }
}
