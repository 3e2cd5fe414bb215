package lisle.ipaddress;

import java.util.Comparator;
import java.util.Objects;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Walks in steps of a power of two from a first to a last number of 128 bits, each number made into
 * a value only when its turn comes. It splits in halves, so that a walk can be shared out.
 */
final class Walk<T extends Comparable<? super T>> implements Spliterator<T> {
  /** Makes the value of a number. */
  interface Maker<T> {
    T make(long high, long low);
  }

  private static final int CHARACTERISTICS = ORDERED | DISTINCT | SORTED | NONNULL | IMMUTABLE;

  private final Maker<T> maker;

  /** The step is two to the power of this: 0 to 127, or 128 for one value alone. */
  private final int shift;

  /** What comes next; nothing after {@link #done}. */
  private long high;

  private long low;

  private final long lastHigh;
  private final long lastLow;
  private boolean done;

  /**
   * 0 where the number of values fits a long, so that it is known. Else half as much for each
   * split, from the greatest number: whoever splits down to a size would never come to an end if
   * 2^127 looked like 2^128.
   */
  private long estimate;

  private Walk(
      Maker<T> maker, int shift, long high, long low, long lastHigh, long lastLow, long estimate) {
    this.maker = maker;
    this.shift = shift;
    this.high = high;
    this.low = low;
    this.lastHigh = lastHigh;
    this.lastLow = lastLow;
    this.estimate = estimate;
  }

  static <T extends Comparable<? super T>> Stream<T> stream(
      Maker<T> maker, int shift, long high, long low, long lastHigh, long lastLow) {
    var walk = new Walk<>(maker, shift, high, low, lastHigh, lastLow, 0);
    if (walk.estimateSize() == Long.MAX_VALUE) walk.estimate = Long.MAX_VALUE;
    return StreamSupport.stream(walk, false);
  }

  @Override
  public boolean tryAdvance(Consumer<? super T> action) {
    Objects.requireNonNull(action);
    if (done) return false;
    T value = maker.make(high, low);
    if (high == lastHigh && low == lastLow) {
      done = true;
    } else {
      step();
    }
    action.accept(value);
    return true;
  }

  private void step() {
    if (shift >= 64) {
      high += 1L << (shift - 64);
    } else {
      low += 1L << shift;
      // A multiple of the step wraps to less than the step, and only then.
      if (Long.compareUnsigned(low, 1L << shift) < 0) high++;
    }
  }

  @Override
  public @Nullable Spliterator<T> trySplit() {
    if (done || (high == lastHigh && low == lastLow)) return null;
    // The number of steps left, 1 to 2^128 - 1, halved: the first half goes, with its last value.
    long borrow = Long.compareUnsigned(lastLow, low) < 0 ? 1 : 0;
    long leftHigh = lastHigh - high - borrow;
    long leftLow = lastLow - low;
    long halfHigh = leftHigh >>> 1;
    long halfLow = (leftLow >>> 1) | (leftHigh << 63);
    if (shift >= 64) {
      halfHigh &= -1L << (shift - 64);
      halfLow = 0;
    } else {
      halfLow &= -1L << shift;
    }
    long middleLow = low + halfLow;
    long carry = Long.compareUnsigned(middleLow, low) < 0 ? 1 : 0;
    long middleHigh = high + halfHigh + carry;
    estimate -= estimate >>> 1;
    var prefix = new Walk<>(maker, shift, high, low, middleHigh, middleLow, estimate);
    high = middleHigh;
    low = middleLow;
    step();
    return prefix;
  }

  @Override
  public long estimateSize() {
    if (done) return 0;
    if (estimate != 0) return estimate;
    long borrow = Long.compareUnsigned(lastLow, low) < 0 ? 1 : 0;
    long leftHigh = lastHigh - high - borrow;
    long leftLow = lastLow - low;
    if (shift >= 64) {
      leftLow = shift == 128 ? 0 : leftHigh >>> (shift - 64);
      leftHigh = 0;
    } else if (shift > 0) {
      leftLow = (leftLow >>> shift) | (leftHigh << (64 - shift));
      leftHigh >>>= shift;
    }
    return leftHigh != 0 || leftLow < 0 || leftLow == Long.MAX_VALUE ? Long.MAX_VALUE : leftLow + 1;
  }

  @Override
  public int characteristics() {
    return estimate == 0 ? CHARACTERISTICS | SIZED | SUBSIZED : CHARACTERISTICS;
  }

  @Override
  public @Nullable Comparator<? super T> getComparator() {
    return null;
  }
}
