package lisle.socketserver;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts of durations in buckets whose width is an eighth of their size, so that what is read from
 * it is at most 12.5 % too much. Written and read without locks.
 */
final class Histogram {
  private static final int BUCKETS = 62 * 8;

  private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);
  private final LongAdder sum = new LongAdder();

  void add(long nanos) {
    long value = Math.max(0, nanos);
    counts.incrementAndGet(bucket(value));
    sum.add(value);
  }

  /** Below 8, a bucket a value; above, three bits below the highest one. */
  static int bucket(long value) {
    if (value < 8) return (int) value;
    int shift = 60 - Long.numberOfLeadingZeros(value);
    return (shift + 1) * 8 + (int) (value >>> shift & 7);
  }

  /** The largest value in a bucket. */
  static long largest(int bucket) {
    if (bucket < 8) return bucket;
    int shift = bucket / 8 - 1;
    return ((8L + bucket % 8 + 1) << shift) - 1;
  }

  Distribution read() {
    long[] copy = new long[BUCKETS];
    for (int i = 0; i < BUCKETS; i++) copy[i] = counts.get(i);
    return new Distribution(copy, sum.sum());
  }
}
