package lisle.selectors;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import lisle.sys.Linux;
import lisle.sys.PollCalls;
import lisle.sys.Structs;

/**
 * How a platform thread waits: in poll(2), on the descriptor itself, so that the kernel wakes it
 * without a detour through another thread; and on an eventfd beside it, through which a close, a
 * new deadline or an interrupt reaches it.
 *
 * <p>Wakers are kept for the next wait. A wake may come late, when the waker already serves another
 * wait: that wait looks around and goes on.
 */
final class Waker {
  private static final int KEPT = 64;
  private static final ArrayDeque<Waker> IDLE = new ArrayDeque<>();

  private static final long POLLFD = Structs.POLLFD.byteSize();
  private static final long EVENTS = Structs.offset(Structs.POLLFD, "events");
  private static final long REVENTS = Structs.offset(Structs.POLLFD, "revents");

  /** How long a thread sleeps at most that found no descriptor left for an eventfd. */
  private static final int SLICE_MILLIS = 10;

  private final MemorySegment block = Slab.take();
  private final MemorySegment pair = block.asSlice(0, 2 * POLLFD);
  private final MemorySegment errno = block.asSlice(2 * POLLFD, 4);

  /** Guarded by this against the disposal. */
  private final Bell bell = new Bell();

  private Interruption interruption = new Interruption(this::wake);
  private boolean disposed;

  private Waker() {
    pair.set(ValueLayout.JAVA_INT, POLLFD, bell.number);
    pair.set(ValueLayout.JAVA_SHORT, POLLFD + EVENTS, (short) Linux.POLLIN);
  }

  static Waker take() {
    synchronized (IDLE) {
      Waker waker = IDLE.pollLast();
      if (waker != null) return waker;
    }
    return new Waker();
  }

  void give() {
    synchronized (IDLE) {
      if (bell.number >= 0 && IDLE.size() < KEPT) {
        IDLE.addLast(this);
        return;
      }
    }
    dispose();
  }

  /** Ends the poll that is going on, or the next one. */
  synchronized void wake() {
    if (!disposed) bell.ring();
  }

  private synchronized void dispose() {
    disposed = true;
    bell.close();
    Slab.give(block);
  }

  /** Asks without waiting; returns what the descriptor is ready for, or zero. */
  short ask(int fd, short interest) {
    prepare(pair, fd, interest);
    return PollCalls.poll(errno, pair, 1, 0) > 0 ? pair.get(ValueLayout.JAVA_SHORT, REVENTS) : 0;
  }

  /** Makes a pollfd of the first bytes. */
  static void prepare(MemorySegment pollfd, int fd, short interest) {
    pollfd.set(ValueLayout.JAVA_INT, 0, fd);
    pollfd.set(ValueLayout.JAVA_SHORT, EVENTS, interest);
    pollfd.set(ValueLayout.JAVA_SHORT, REVENTS, (short) 0);
  }

  /**
   * Waits until the descriptor is ready, somebody wakes us, the thread is interrupted, or the time
   * is over; returns what the descriptor is ready for, or zero.
   */
  short poll(int fd, short interest, long nanos) {
    int millis = (int) Math.min(Integer.MAX_VALUE, Math.ceilDiv(nanos, 1_000_000));
    if (nanos == Descriptor.NEVER) millis = -1;
    if (bell.number < 0) millis = millis < 0 ? SLICE_MILLIS : Math.min(millis, SLICE_MILLIS);
    prepare(pair, fd, interest);
    pair.set(ValueLayout.JAVA_SHORT, POLLFD + REVENTS, (short) 0);
    interruption.begins();
    int ready = PollCalls.poll(errno, pair, bell.number < 0 ? 1 : 2, millis);
    if (interruption.ends()) interruption = new Interruption(this::wake);
    if (ready <= 0) return 0;
    if (pair.get(ValueLayout.JAVA_SHORT, POLLFD + REVENTS) != 0) {
      bell.silence();
    }
    return pair.get(ValueLayout.JAVA_SHORT, REVENTS);
  }
}
