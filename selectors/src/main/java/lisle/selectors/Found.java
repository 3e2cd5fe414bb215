package lisle.selectors;

import static java.util.Objects.requireNonNull;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * What the last select found: one object that is handed out again and again. Each answer is looked
 * at when its turn comes, so that what was unregistered or closed since is left out.
 */
final class Found<A extends @Nullable Object> implements Iterator<Registration<A>> {
  private final Selector<A> selector;
  private int answers;
  private int index;

  /** Something was handed out since {@link #begin} or {@link #again}. */
  private boolean begun;

  /** What {@link #next} is about to hand out. */
  private @Nullable Registration<A> current;

  Found(Selector<A> selector) {
    this.selector = selector;
  }

  /** Reports whether there is anything in so many answers. */
  boolean begin(int answers) {
    this.answers = answers;
    rewind();
    return hasNext();
  }

  /** Goes through it from the beginning. */
  Found<A> again() {
    if (begun) rewind();
    return this;
  }

  private void rewind() {
    index = 0;
    begun = false;
    current = null;
  }

  @Override
  public boolean hasNext() {
    // What was good enough a moment ago may have been unregistered since.
    if (current != null && selector.isDue(current, current.events)) return true;
    current = null;
    while (current == null && index < answers && selector.isOpen()) current = selector.due(index++);
    return current != null;
  }

  @Override
  public Registration<A> next() {
    if (current == null && !hasNext()) throw new NoSuchElementException("no more is ready");
    Registration<A> next = requireNonNull(current);
    current = null;
    begun = true;
    return next;
  }
}
