package lisle.selectors;

import org.jspecify.annotations.Nullable;

/**
 * One call by which the system is asked what is ready. {@link Epoll}, {@link Poll} and {@link
 * Select} have the same methods in the same order, to be read side by side.
 *
 * <p>The thread that selects calls all but {@link #check} and {@link #changed}.
 */
abstract sealed class Watcher permits Epoll, Poll, Select {
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

  /** The answers are for nobody, and there is no end of them. */
  void inVain() {}

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

  static int millis(long nanos) {
    if (nanos == Descriptor.NEVER) return -1;
    return (int) Math.min(Integer.MAX_VALUE, Math.ceilDiv(nanos, 1_000_000));
  }
}
