package lisle.selectors;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * What a descriptor knows of its registration with a selector. The selector has the registration;
 * this keeps neither, so that a selector that was forgotten does not live as long as what it
 * watched.
 */
final class Watch extends WeakReference<Registration<?>> {
  /** The next of the same descriptor; guarded by the descriptor. */
  @Nullable Watch next;

  Watch(Registration<?> registration, @Nullable Watch next) {
    super(registration);
    this.next = next;
  }
}
