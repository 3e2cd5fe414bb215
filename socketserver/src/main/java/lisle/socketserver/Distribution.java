package lisle.socketserver;

import java.time.Duration;
import java.util.Arrays;

/** How long something took, over all the times that it was done. Immutable. */
public final class Distribution {
  private final long[] counts;
  private final long sum;

  Distribution(long[] counts, long sum) {
    this.counts = counts;
    this.sum = sum;
  }

  /** Returns how often it was done. */
  public long count() {
    return Arrays.stream(counts).sum();
  }

  /** Returns the mean; zero where it was never done. */
  public Duration mean() {
    long count = count();
    return Duration.ofNanos(count == 0 ? 0 : sum / count);
  }

  /**
   * Returns the time within which a share of all was done, at most 12.5 % too long; zero where it
   * was never done.
   *
   * @param share from 0 to 1: 0.5 for the median, 1 for the longest
   * @throws IllegalArgumentException if the share is out of range
   */
  public Duration quantile(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("a share of " + share + " is not from 0 to 1");
    }
    long wanted = Math.max(1, (long) Math.ceil(share * count()));
    long below = 0;
    for (int i = 0; i < counts.length; i++) {
      below += counts[i];
      if (below >= wanted) return Duration.ofNanos(Histogram.largest(i));
    }
    return Duration.ZERO;
  }

  @Override
  public String toString() {
    return "%d times, mean %s, median %s, 99 %% %s, longest %s"
        .formatted(count(), mean(), quantile(0.5), quantile(0.99), quantile(1));
  }
}
