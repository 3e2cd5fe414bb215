package lisle.ipaddress;

import java.util.Arrays;

/**
 * A set of IPv6 addresses, kept as {@link Ipv4Bounds} keeps IPv4 ones; each bound is two longs, the
 * upper half at an even place and the lower half behind it.
 */
final class Ipv6Bounds {

  static final long[] NONE = {};

  private Ipv6Bounds() {}

  static int compare(long high1, long low1, long high2, long low2) {
    return high1 != high2 ? Long.compareUnsigned(high1, high2) : Long.compareUnsigned(low1, low2);
  }

  /** How many bounds are at or before an address; odd where the address is in the set. */
  static int rank(long[] bounds, long high, long low) {
    int from = 0;
    int to = bounds.length / 2;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (compare(bounds[2 * middle], bounds[2 * middle + 1], high, low) <= 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  static boolean contains(long[] bounds, long high, long low, long lastHigh, long lastLow) {
    int rank = rank(bounds, high, low);
    return (rank & 1) != 0
        && (2 * rank == bounds.length
            || compare(bounds[2 * rank], bounds[2 * rank + 1], lastHigh, lastLow) > 0);
  }

  static boolean overlaps(long[] bounds, long high, long low, long lastHigh, long lastLow) {
    int rank = rank(bounds, high, low);
    return (rank & 1) != 0
        || (2 * rank < bounds.length
            && compare(bounds[2 * rank], bounds[2 * rank + 1], lastHigh, lastLow) <= 0);
  }

  /** Combines two sets; see {@link SetOperation}. */
  static long[] combine(long[] a, long[] b, SetOperation operation) {
    long[] result = new long[a.length + b.length];
    int count = 0;
    boolean inside = false;
    for (int i = 0, j = 0; i < a.length || j < b.length; ) {
      int order = i == a.length ? 1 : j == b.length ? -1 : compare(a[i], a[i + 1], b[j], b[j + 1]);
      long high = order <= 0 ? a[i] : b[j];
      long low = order <= 0 ? a[i + 1] : b[j + 1];
      if (order <= 0) i += 2;
      if (order >= 0) j += 2;
      if (operation.holds((i & 2) != 0, (j & 2) != 0) != inside) {
        inside = !inside;
        result[count++] = high;
        result[count++] = low;
      }
    }
    return Arrays.copyOf(result, count);
  }

  static long[] complement(long[] bounds) {
    if (bounds.length > 0 && bounds[0] == 0 && bounds[1] == 0) {
      return Arrays.copyOfRange(bounds, 2, bounds.length);
    }
    long[] result = new long[bounds.length + 2];
    System.arraycopy(bounds, 0, result, 2, bounds.length);
    return result;
  }

  /** The bounds of ranges in any order, each four longs: first address, last address. */
  static long[] ofRanges(long[] ranges, int count) {
    if (count == 0) return NONE;
    long[] sorted = count < Radix.WORTHWHILE ? sorted(ranges, count) : radix(ranges, count);
    long[] bounds = new long[4 * count];
    bounds[0] = sorted[0];
    bounds[1] = sorted[1];
    int size = 2;
    // The last address so far.
    long high = sorted[2];
    long low = sorted[3];
    for (int i = 4; i < 4 * count; i += 4) {
      if (compare(sorted[i + 2], sorted[i + 3], high, low) <= 0) continue;
      long afterHigh = low == -1 ? high + 1 : high;
      if (compare(sorted[i], sorted[i + 1], afterHigh, low + 1) > 0) {
        bounds[size++] = afterHigh;
        bounds[size++] = low + 1;
        bounds[size++] = sorted[i];
        bounds[size++] = sorted[i + 1];
      }
      high = sorted[i + 2];
      low = sorted[i + 3];
    }
    if (high != -1 || low != -1) {
      bounds[size++] = low == -1 ? high + 1 : high;
      bounds[size++] = low + 1;
    }
    return Arrays.copyOf(bounds, size);
  }

  private static long[] radix(long[] ranges, int count) {
    long[] sorted = new long[4 * count];
    int to = 0;
    for (int from : Radix.order(ranges, count, 4, 2)) {
      System.arraycopy(ranges, from, sorted, to, 4);
      to += 4;
    }
    return sorted;
  }

  /** A merge sort by first address: the library sorts no records of four longs. */
  private static long[] sorted(long[] ranges, int count) {
    int length = 4 * count;
    long[] from = Arrays.copyOf(ranges, length);
    long[] to = new long[length];
    for (int width = 4; width < length && width > 0; width *= 2) {
      for (int left = 0; left < length; left += 2 * width) {
        int middle = Math.min(left + width, length);
        int right = Math.min(middle + width, length);
        if (middle == right
            || compare(from[middle - 4], from[middle - 3], from[middle], from[middle + 1]) <= 0) {
          System.arraycopy(from, left, to, left, right - left);
        } else {
          merge(from, left, middle, right, to);
        }
      }
      long[] swap = from;
      from = to;
      to = swap;
    }
    return from;
  }

  private static void merge(long[] from, int left, int middle, int right, long[] to) {
    int i = left;
    int j = middle;
    for (int at = left; at < right; at += 4) {
      boolean takeLeft =
          j == right || (i < middle && compare(from[i], from[i + 1], from[j], from[j + 1]) <= 0);
      int source = takeLeft ? i : j;
      to[at] = from[source];
      to[at + 1] = from[source + 1];
      to[at + 2] = from[source + 2];
      to[at + 3] = from[source + 3];
      if (takeLeft) {
        i += 4;
      } else {
        j += 4;
      }
    }
  }

  /** The upper half of the last address of the range that begins at an even bound. */
  static long lastHigh(long[] bounds, int bound) {
    int next = 2 * (bound + 1);
    if (next >= bounds.length) return -1;
    return bounds[next + 1] == 0 ? bounds[next] - 1 : bounds[next];
  }

  /** The lower half of the last address of the range that begins at an even bound. */
  static long lastLow(long[] bounds, int bound) {
    int next = 2 * (bound + 1);
    return next >= bounds.length ? -1 : bounds[next + 1] - 1;
  }

  /** The prefix length of the largest network that begins at first and ends by last. */
  static int prefixLength(long high, long low, long lastHigh, long lastLow) {
    int aligned =
        low != 0 ? Long.numberOfTrailingZeros(low) : 64 + Long.numberOfTrailingZeros(high);
    // The number of addresses, 2^128 as 0.
    long countLow = lastLow - low + 1;
    long borrow = Long.compareUnsigned(lastLow, low) < 0 ? 1 : 0;
    long countHigh = lastHigh - high - borrow + (countLow == 0 ? 1 : 0);
    int logarithm =
        countHigh != 0
            ? 127 - Long.numberOfLeadingZeros(countHigh)
            : countLow != 0 ? 63 - Long.numberOfLeadingZeros(countLow) : 128;
    return 128 - Math.min(aligned, logarithm);
  }
}
