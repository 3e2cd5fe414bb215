package lisle.ipaddress;

import java.util.Arrays;

/** Numbers values from 1 as they come; equal values have the same number. */
final class ValueIndex {

  private Object[] values = new Object[64];
  private int count = 1;

  // Open addressing, linear: the number of a value or 0, at most half full.
  private int[] table = new int[128];

  /** The number of a value. */
  int of(Object value) {
    int mask = table.length - 1;
    int at = spread(value.hashCode()) & mask;
    for (; table[at] != 0; at = at + 1 & mask) {
      Object known = values[table[at]];
      if (known == value || known.equals(value)) return table[at];
    }
    if (count == values.length) {
      values = Arrays.copyOf(values, count * 2);
      grow();
      mask = table.length - 1;
      at = free(spread(value.hashCode()), mask);
    }
    values[count] = value;
    table[at] = count;
    return count++;
  }

  private void grow() {
    table = new int[values.length * 2];
    int mask = table.length - 1;
    for (int number = 1; number < count; number++) {
      table[free(spread(values[number].hashCode()), mask)] = number;
    }
  }

  private int free(int hash, int mask) {
    int at = hash & mask;
    while (table[at] != 0) at = at + 1 & mask;
    return at;
  }

  private static int spread(int hash) {
    int mixed = hash * 0x9e3779b9;
    return mixed ^ mixed >>> 15;
  }

  /** The values by their numbers; null at 0. */
  Object[] values() {
    return Arrays.copyOf(values, count);
  }
}
