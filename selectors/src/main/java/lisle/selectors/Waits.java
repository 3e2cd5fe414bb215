package lisle.selectors;

/**
 * How long a sub-poller has waited for its events of late, and so whether the next is likely to be
 * near. A short wait counts one up and a long one 32 down, so that the sum stays above zero only
 * where no more than one in 33 is long. Not thread-safe.
 */
final class Waits {
  /** A short wait takes less than this. */
  static final int SHORT_MILLIS = 1;

  static final long SHORT_NANOS = SHORT_MILLIS * 1_000_000L;
  private static final int LONG_COUNTS = 32;

  /** However many were long, the sum is above zero again after so many short ones. */
  private static final int LEAST = -256;

  /** And however many were short, below it after so few long ones. */
  private static final int MOST = 2 * LONG_COUNTS;

  private int sum = -LONG_COUNTS;

  void add(long nanos) {
    sum = nanos < SHORT_NANOS ? Math.min(sum + 1, MOST) : Math.max(sum - LONG_COUNTS, LEAST);
  }

  boolean areShort() {
    return sum > 0;
  }
}
