package lisle.selectors;

import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor in a {@link Selector}, with what it is watched for and what is attached to it; and
 * the event, when select hands it out. An event carries its registration, not the number, so it
 * never reaches the number's next owner.
 *
 * <p>Safe for use by any thread, but for {@link #events} and its kin, which are for the thread that
 * selects.
 *
 * @param <A> what is attached
 */
public final class Registration<A extends @Nullable Object> {
  private final Selector<A> selector;
  final int number;
  final @Nullable Descriptor descriptor;

  /** Tells this registration from an earlier one of the same number. */
  final int generation;

  /** Written under the selector's lock. */
  volatile int interest;

  /** Written under the selector's lock; false for good once it is. */
  volatile boolean registered = true;

  private volatile A attachment;

  /** What the last select found. For the thread that selects. */
  int events;

  Registration(
      Selector<A> selector,
      int number,
      @Nullable Descriptor descriptor,
      int generation,
      int interest,
      A attachment) {
    this.selector = selector;
    this.number = number;
    this.descriptor = descriptor;
    this.generation = generation;
    this.interest = interest;
    this.attachment = attachment;
  }

  /** Returns the number of the descriptor. */
  public int number() {
    return number;
  }

  /** Returns what was registered, or null if that was a number. */
  public @Nullable Descriptor descriptor() {
    return descriptor;
  }

  /** Returns what is attached. */
  public A attachment() {
    return attachment;
  }

  /** Attaches something else. */
  public void attach(A attachment) {
    this.attachment = attachment;
  }

  /** Returns the bits of {@link Event} that it is watched for, with its options. */
  public int interest() {
    return interest;
  }

  /** Reports whether it is neither unregistered nor, as far as was noticed, closed. */
  public boolean isRegistered() {
    return registered;
  }

  /** Returns the bits of {@link Event} that the last select found. */
  public int events() {
    return events;
  }

  /** Reports whether the last select found one of these bits. */
  public boolean has(int event) {
    return (events & event) != 0;
  }

  /** Reports whether a read would tell something: data, the end, or an error. */
  public boolean isReadable() {
    return has(Event.READABLE | Event.UNASKED);
  }

  /** Reports whether a write would tell something: room, or an error. */
  public boolean isWritable() {
    return has(Event.WRITABLE | Event.ERROR);
  }

  /**
   * Watches for something else from now on, also in a select that goes on.
   *
   * @throws IllegalArgumentException for bits that cannot be asked for, or not of this mechanism
   * @throws IllegalStateException for an {@link Event#EXCLUSIVE} registration
   * @throws NoSuchElementException if it is not registered any more
   * @throws java.nio.channels.ClosedSelectorException if the selector is closed
   * @throws SystemCallException if the system refuses
   */
  public void modify(int interest) throws SystemCallException {
    selector.modify(this, interest);
  }

  /**
   * Ends the registration. No event of it is handed out any more, also by a select that goes on.
   *
   * @throws NoSuchElementException if it is not registered any more
   * @throws java.nio.channels.ClosedSelectorException if the selector is closed
   */
  public void unregister() {
    selector.unregister(this);
  }

  /** Called by the descriptor before its number is given back. */
  void lost() {
    selector.drop(this);
  }

  @Override
  public String toString() {
    return "descriptor "
        + number
        + " for "
        + Event.toString(interest)
        + (registered ? "" : " (not registered)");
  }
}
