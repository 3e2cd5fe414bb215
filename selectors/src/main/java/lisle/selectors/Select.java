package lisle.selectors;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import lisle.sys.PollCalls;
import org.jspecify.annotations.Nullable;

/**
 * Asks with select(2) which descriptors are ready, and with poll(2) what it is that they are ready
 * for, as select has only three bits for it.
 */
final class Select extends Watcher {
  /** FD_SETSIZE: so many bits are in an fd_set of the C library. */
  private static final int LIMIT = 1024;

  private static final long SET = LIMIT / 8;
  private static final int WORDS = LIMIT / 64;

  private final MemorySegment errno = Arena.ofAuto().allocate(4, 4);
  private volatile boolean changed = true;

  /** What is asked, three sets: to read, to write, and the exceptional. */
  private final MemorySegment question = Arena.ofAuto().allocate(3 * SET, 8);

  /** A copy of it, on which select writes its answer. */
  private final MemorySegment sets = Arena.ofAuto().allocate(3 * SET, 8);

  private final MemorySegment readSet = sets.asSlice(0, SET);
  private final MemorySegment writeSet = sets.asSlice(SET, SET);
  private final MemorySegment exceptSet = sets.asSlice(2 * SET, SET);
  private final MemorySegment timeval = Arena.ofAuto().allocate(16, 8);

  private final @Nullable Registration<?>[] asked = array(LIMIT);
  private final @Nullable Registration<?>[] byNumber = array(LIMIT);
  private int highest;

  /** A pollfd for each that is ready. */
  private final MemorySegment answers = Arena.ofAuto().allocate(LIMIT * Poll.SIZE, 8);

  @Override
  void check(int number, int interest) {
    checkNoOptions("select", interest);
    if (number >= LIMIT) {
      throw new IllegalArgumentException(
          "descriptor " + number + ": select watches numbers below 1,024 alone, use EPOLL or POLL");
    }
    if ((interest & (Event.PEER_CLOSED | Event.READABLE)) == Event.PEER_CLOSED) {
      throw new IllegalArgumentException(
          "interest " + Event.toString(interest) + ": select needs READABLE beside PEER_CLOSED");
    }
  }

  @Override
  void changed() {
    changed = true;
  }

  @Override
  void refresh(Selector<?> selector) {
    if (!changed) return;
    changed = false; // before we look, so that what comes later is not missed
    question.fill((byte) 0);
    Arrays.fill(byNumber, null);
    highest = -1;
    int count = selector.copyTo(asked);
    for (int i = 0; i < count; i++) {
      Registration<?> registration = asked[i];
      if (registration == null) continue;
      int number = registration.number;
      byNumber[number] = registration;
      highest = Math.max(highest, number);
      if ((registration.interest & Event.READABLE) != 0) mark(0, number);
      if ((registration.interest & Event.WRITABLE) != 0) mark(SET, number);
      if ((registration.interest & Event.PRIORITY) != 0) mark(2 * SET, number);
    }
  }

  private void mark(long set, int number) {
    long word = set + (number >> 6) * 8L;
    long bits = question.get(ValueLayout.JAVA_LONG, word) | 1L << number;
    question.set(ValueLayout.JAVA_LONG, word, bits);
  }

  @Override
  int ask(long nanos) {
    sets.copyFrom(question);
    MemorySegment timeout = MemorySegment.NULL;
    if (nanos != Descriptor.NEVER) {
      long micros = Math.ceilDiv(nanos, 1000);
      timeval.set(ValueLayout.JAVA_LONG, 0, micros / 1_000_000);
      timeval.set(ValueLayout.JAVA_LONG, 8, micros % 1_000_000);
      timeout = timeval;
    }
    int ready = PollCalls.select(errno, highest + 1, readSet, writeSet, exceptSet, timeout);
    if (ready <= 0) return ready;
    int found = collect();
    int described = PollCalls.poll(errno, answers, found, 0);
    return described < 0 ? described : found;
  }

  /** Makes the question for poll of the answer of select; returns how many there are. */
  private int collect() {
    int found = 0;
    for (int i = 0; i < WORDS; i++) {
      long word =
          sets.get(ValueLayout.JAVA_LONG, i * 8L)
              | sets.get(ValueLayout.JAVA_LONG, SET + i * 8L)
              | sets.get(ValueLayout.JAVA_LONG, 2 * SET + i * 8L);
      for (; word != 0; word &= word - 1) {
        int number = i * 64 + Long.numberOfTrailingZeros(word);
        Registration<?> registration = byNumber[number];
        int interest = registration == null ? Event.NONE : registration.interest;
        answers.set(ValueLayout.JAVA_INT, found * Poll.SIZE, number);
        answers.set(ValueLayout.JAVA_SHORT, found * Poll.SIZE + Poll.EVENTS, (short) interest);
        found++;
      }
    }
    return found;
  }

  @Override
  @Nullable Registration<?> registration(Selector<?> selector, int index) {
    return byNumber[answers.get(ValueLayout.JAVA_INT, index * Poll.SIZE)];
  }

  @Override
  int events(int index) {
    return answers.get(ValueLayout.JAVA_SHORT, index * Poll.SIZE + Poll.REVENTS);
  }

  @Override
  boolean knowsFiles() {
    return false;
  }
}
