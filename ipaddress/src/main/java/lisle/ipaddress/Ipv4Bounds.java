package lisle.ipaddress;

import java.util.Arrays;

/**
 * A set of IPv4 addresses as the addresses at which one enters or leaves it, ascending as unsigned
 * numbers: in at the first, out at the second, in again at the third. An odd number of them means
 * that the set goes on to the last address. So every set has exactly one such list, the complement
 * adds or takes away a leading 0, and every operation on two sets is one merge.
 */
final class Ipv4Bounds {

  static final int[] NONE = {};

  private Ipv4Bounds() {}

  /** How many bounds are at or before an address; odd where the address is in the set. */
  static int rank(int[] bounds, int address) {
    int low = 0;
    int high = bounds.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Integer.compareUnsigned(bounds[middle], address) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  static boolean contains(int[] bounds, int first, int last) {
    int rank = rank(bounds, first);
    return (rank & 1) != 0
        && (rank == bounds.length || Integer.compareUnsigned(bounds[rank], last) > 0);
  }

  static boolean overlaps(int[] bounds, int first, int last) {
    int rank = rank(bounds, first);
    return (rank & 1) != 0
        || (rank < bounds.length && Integer.compareUnsigned(bounds[rank], last) <= 0);
  }

  /** Combines two sets; see {@link SetOperation}. */
  static int[] combine(int[] a, int[] b, SetOperation operation) {
    int[] result = new int[a.length + b.length];
    int count = 0;
    boolean inside = false;
    for (int i = 0, j = 0; i < a.length || j < b.length; ) {
      int order = i == a.length ? 1 : j == b.length ? -1 : Integer.compareUnsigned(a[i], b[j]);
      int bound = order <= 0 ? a[i] : b[j];
      if (order <= 0) i++;
      if (order >= 0) j++;
      if (operation.holds((i & 1) != 0, (j & 1) != 0) != inside) {
        inside = !inside;
        result[count++] = bound;
      }
    }
    return Arrays.copyOf(result, count);
  }

  static int[] complement(int[] bounds) {
    if (bounds.length > 0 && bounds[0] == 0) return Arrays.copyOfRange(bounds, 1, bounds.length);
    int[] result = new int[bounds.length + 1];
    System.arraycopy(bounds, 0, result, 1, bounds.length);
    return result;
  }

  /** The bounds of ranges in any order, each a first address above a last one in a long. */
  static int[] ofRanges(long[] ranges, int count) {
    if (count == 0) return NONE;
    long[] sorted =
        count < Radix.WORTHWHILE ? sorted(ranges, count) : Radix.sortByUpperHalf(ranges, count);
    int[] bounds = new int[2 * count];
    int size = 0;
    long reached = -1; // the last address so far
    for (long range : sorted) {
      long first = range >>> 32;
      long last = range & 0xffff_ffffL;
      if (size == 0 || first > reached + 1) {
        if (size > 0) bounds[size++] = (int) (reached + 1);
        bounds[size++] = (int) first;
      }
      reached = Math.max(reached, last);
    }
    if (reached < 0xffff_ffffL) bounds[size++] = (int) (reached + 1);
    return Arrays.copyOf(bounds, size);
  }

  private static long[] sorted(long[] ranges, int count) {
    // Signed order of the flipped longs is unsigned order.
    long[] sorted = new long[count];
    for (int i = 0; i < count; i++) sorted[i] = ranges[i] ^ Long.MIN_VALUE;
    Arrays.sort(sorted);
    for (int i = 0; i < count; i++) sorted[i] ^= Long.MIN_VALUE;
    return sorted;
  }

  /** The last address of the range that begins at an even place. */
  static int last(int[] bounds, int place) {
    return place + 1 < bounds.length ? bounds[place + 1] - 1 : -1;
  }

  /** The prefix length of the largest network that begins at first and ends by last. */
  static int prefixLength(int first, int last) {
    int aligned = Integer.numberOfTrailingZeros(first);
    long count = (last & 0xffff_ffffL) - (first & 0xffff_ffffL) + 1;
    return 32 - Math.min(aligned, 63 - Long.numberOfLeadingZeros(count));
  }
}
