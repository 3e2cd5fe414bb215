package lisle.selectors;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import lisle.sys.Structs;
import org.jspecify.annotations.Nullable;

/**
 * One call by which the system is asked what is ready. {@link Epoll}, {@link Poll} and {@link
 * Select} have the same methods in the same order, to be read side by side.
 *
 * <p>The thread that selects calls all but {@link #check} and {@link #changed}.
 */
abstract sealed class Watcher permits Epoll, Poll, Select {
  private static final long SHORT_NANOS = 100_000_000;

  /** Refuses what this mechanism cannot do. */
  abstract void check(int number, int interest);

  /** The registrations are not what they were; called under the selector's lock. */
  abstract void changed();

  /** Looks at the registrations again if they have changed. The table is indexed by number. */
  abstract void refresh(Selector<?> selector);

  /**
   * Asks, and waits if nothing is ready.
   *
   * @param nanos how long to wait at most, rounded up; {@link Descriptor#NEVER} for no limit
   * @return how many answers there are, or minus the errno
   */
  abstract int ask(long nanos);

  /** Returns whom an answer is for, or null if that is registered no more. */
  abstract @Nullable Registration<?> registration(Selector<?> selector, int index);

  /** Returns the events of an answer. */
  abstract int events(int index);

  /**
   * The answers are for nobody, and there is no end of them.
   *
   * @param settled no registration has changed since the last one
   */
  void inVain(boolean settled) {}

  /** False if the system looks at numbers, so that an answer can be about a number's next owner. */
  abstract boolean knowsFiles();

  static void checkNoOptions(String name, int interest) {
    if ((interest & Event.OPTIONS) != 0) {
      throw new IllegalArgumentException(
          "interest "
              + Event.toString(interest)
              + ": "
              + name
              + " has no options, Mechanism.EPOLL has");
    }
  }

  @SuppressWarnings("NullAway") // the compiler cannot annotate this creation
  static @Nullable Registration<?>[] array(int length) {
    return new Registration<?>[length];
  }

  /**
   * Reports whether a timeout is worth a call that counts in nanoseconds. Where waiting takes long,
   * a millisecond more does not matter, and the plainer call is the cheaper one.
   */
  static boolean isShort(long nanos) {
    return nanos > 0 && nanos < SHORT_NANOS;
  }

  static int millis(long nanos) {
    if (nanos == Descriptor.NEVER) return -1;
    return (int) Math.min(Integer.MAX_VALUE, Math.ceilDiv(nanos, 1_000_000));
  }

  /** A timespec. */
  static MemorySegment timespec() {
    return Arena.ofAuto().allocate(Structs.TIMESPEC);
  }

  static void set(MemorySegment timespec, long nanos) {
    timespec.set(ValueLayout.JAVA_LONG, 0, nanos / 1_000_000_000);
    timespec.set(ValueLayout.JAVA_LONG, 8, nanos % 1_000_000_000);
  }
}
