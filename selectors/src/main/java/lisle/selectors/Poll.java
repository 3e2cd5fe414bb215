package lisle.selectors;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import lisle.sys.PollCalls;
import lisle.sys.Structs;
import org.jspecify.annotations.Nullable;

/** Asks with poll(2). */
final class Poll extends Watcher {
  static final long SIZE = Structs.POLLFD.byteSize();
  static final long EVENTS = Structs.offset(Structs.POLLFD, "events");
  static final long REVENTS = Structs.offset(Structs.POLLFD, "revents");

  private final MemorySegment errno = Arena.ofAuto().allocate(4, 4);
  private final MemorySegment timespec = timespec();
  private volatile boolean changed = true;

  /** What is asked: a pollfd for each registration. */
  private MemorySegment question = Arena.ofAuto().allocate(64 * SIZE, 8);

  private @Nullable Registration<?>[] asked = array(64);
  private int count;

  /** The indexes of what is ready. */
  private int[] answers = new int[64];

  @Override
  void check(int number, int interest) {
    checkNoOptions("poll", interest);
  }

  @Override
  void changed() {
    changed = true;
  }

  @Override
  void refresh(Selector<?> selector) {
    if (!changed) return;
    changed = false; // before we look, so that what comes later is not missed
    Arrays.fill(asked, 0, count, null);
    count = selector.size();
    if (count > asked.length) {
      int length = Math.max(count, 2 * asked.length);
      asked = array(length);
      answers = new int[length];
      question = Arena.ofAuto().allocate(length * SIZE, 8);
    }
    count = selector.copyTo(asked);
    for (int i = 0; i < count; i++) {
      Registration<?> registration = asked[i];
      if (registration == null) continue;
      question.set(ValueLayout.JAVA_INT, i * SIZE, registration.number);
      question.set(ValueLayout.JAVA_SHORT, i * SIZE + EVENTS, (short) registration.interest);
    }
  }

  @Override
  int ask(long nanos) {
    int ready =
        isShort(nanos) ? pollShort(nanos) : PollCalls.poll(errno, question, count, millis(nanos));
    int found = 0;
    for (int i = 0; found < ready; i++) {
      if (question.get(ValueLayout.JAVA_SHORT, i * SIZE + REVENTS) != 0) answers[found++] = i;
    }
    return ready;
  }

  private int pollShort(long nanos) {
    set(timespec, nanos);
    return PollCalls.ppoll(errno, question, count, timespec, MemorySegment.NULL);
  }

  @Override
  @Nullable Registration<?> registration(Selector<?> selector, int index) {
    return asked[answers[index]];
  }

  @Override
  int events(int index) {
    return question.get(ValueLayout.JAVA_SHORT, answers[index] * SIZE + REVENTS);
  }

  @Override
  boolean knowsFiles() {
    return false;
  }
}
