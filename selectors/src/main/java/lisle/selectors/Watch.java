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

  /** Takes a registration out of a list, and those of selectors that were forgotten. */
  static @Nullable Watch without(@Nullable Watch list, @Nullable Registration<?> registration) {
    Watch first = null;
    Watch last = null;
    for (Watch watch = list; watch != null; watch = watch.next) {
      Registration<?> one = watch.get();
      if (one == null || one == registration) continue;
      if (last == null) first = watch;
      else last.next = watch;
      last = watch;
    }
    if (last != null) last.next = null;
    return first;
  }
}
