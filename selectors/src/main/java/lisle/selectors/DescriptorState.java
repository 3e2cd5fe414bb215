package lisle.selectors;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Who is using a descriptor, in one word, so that each operation enters with one atomic step and
 * leaves with another.
 *
 * <pre>
 *  bit   0      closed: nobody enters any more; set once
 *  bit   1      the read lock is held
 *  bit   2      the write lock is held
 *  bits  3..22  users: operations in progress, a lock holder being one of them
 *  bits 23..42  threads that wait for the read lock
 *  bits 43..62  threads that wait for the write lock
 *
 *            enter, lock                    close
 *   OPEN, n users  ------> OPEN, n+1  ------------->  CLOSED, n users
 *        ^                    |                            | exit, unlock
 *        +---- exit, unlock --+                            v
 *                                                  CLOSED, 0 users: destroy, once
 * </pre>
 *
 * <p>The rule that everything rests on: <em>the number of the descriptor may be handed to the
 * kernel only between an enter (or a lock) that succeeded and its exit (or unlock)</em>. Whoever
 * brings a closed descriptor to no users, and nobody else, gives the number back to the system. The
 * idea is that of Go's {@code internal/poll.fdMutex}.
 *
 * <p>A thread that waits for a lock is counted here and sleeps on the semaphore of its {@link
 * Side}. An unlock takes one waiter off the count and releases one permit; so does a close, or a
 * new deadline, for each of them. A waiter that gives up takes itself off, or, if it was taken off
 * already, takes the permit that is meant for it.
 */
abstract class DescriptorState {
  private static final long CLOSED = 1;
  private static final long USER = 1L << 3;
  private static final long USERS = 0xFFFFFL << 3;

  /** So many users, and one more who closes. */
  private static final long MOST_USERS = USERS - USER;

  /** The lock bit of a side and the place of its count of waiters, in one small object. */
  enum Lock {
    READ(1L << 1, 1L << 23),
    WRITE(1L << 2, 1L << 43);

    final long held;
    final long waiter;
    final long waiters;

    Lock(long held, long waiter) {
      this.held = held;
      this.waiter = waiter;
      this.waiters = waiter * 0xFFFFFL;
    }
  }

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(DescriptorState.class, "state", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("UnusedVariable") // read and written through STATE
  private volatile long state;

  final boolean closed() {
    return (state & CLOSED) != 0;
  }

  /** Becomes a user; false if closed. */
  final boolean tryEnter() {
    for (; ; ) {
      long s = state;
      if ((s & CLOSED) != 0) return false;
      if (STATE.weakCompareAndSet(this, s, oneMore(s))) return true;
    }
  }

  private static long oneMore(long state) {
    if ((state & USERS) < MOST_USERS) return state + USER;
    throw new IllegalStateException("too many users of a descriptor");
  }

  /** Stops being a user; true if the caller must destroy the descriptor. */
  final boolean leave() {
    for (; ; ) {
      long s = state;
      if ((s & USERS) == 0) throw new IllegalStateException("exit without an enter");
      if (STATE.weakCompareAndSet(this, s, s - USER)) {
        return (s & (CLOSED | USERS)) == (CLOSED | USER);
      }
    }
  }

  static final int ACQUIRED = 0;
  static final int BUSY = 1;
  static final int REFUSED = 2;

  /** Takes a lock and becomes a user; where it is held, counts the caller as a waiter: BUSY. */
  final int tryLock(Lock lock) {
    for (; ; ) {
      long s = state;
      if ((s & CLOSED) != 0) return REFUSED;
      if ((s & lock.held) == 0) {
        if (STATE.weakCompareAndSet(this, s, oneMore(s | lock.held))) return ACQUIRED;
      } else if ((s & lock.waiters) == lock.waiters) {
        throw new IllegalStateException("too many threads wait for a descriptor");
      } else if (STATE.weakCompareAndSet(this, s, s + lock.waiter)) {
        return BUSY;
      }
    }
  }

  /** Takes the lock if nobody holds it; never counts the caller as a waiter. */
  final int tryLockNow(Lock lock) {
    for (; ; ) {
      long s = state;
      if ((s & CLOSED) != 0) return REFUSED;
      if ((s & lock.held) != 0) return BUSY;
      if (STATE.weakCompareAndSet(this, s, oneMore(s | lock.held))) return ACQUIRED;
    }
  }

  /**
   * Takes a waiter that gives up off the count; false if an unlock or a close did so already, and
   * its permit is on the way.
   */
  final boolean giveUp(Lock lock) {
    for (; ; ) {
      long s = state;
      if ((s & lock.waiters) == 0) return false;
      if (STATE.weakCompareAndSet(this, s, s - lock.waiter)) return true;
    }
  }

  /** Takes all waiters off the count, each of whom is owed a permit; returns how many. */
  final int takeWaiters(Lock lock) {
    for (; ; ) {
      long s = state;
      if ((s & lock.waiters) == 0) return 0;
      if (STATE.weakCompareAndSet(this, s, s & ~lock.waiters)) return waiters(s, lock);
    }
  }

  static final int WAKE_ONE = 1;
  static final int DESTROY = 2;

  /**
   * Releases a lock and stops being a user. Answers with what the caller must do: {@link #WAKE_ONE}
   * waiter, which was taken off the count, and {@link #DESTROY} the descriptor.
   */
  final int release(Lock lock) {
    for (; ; ) {
      long s = state;
      if ((s & lock.held) == 0) throw new IllegalStateException("unlock without a lock");
      long next = (s & ~lock.held) - USER;
      int duty = 0;
      if ((s & lock.waiters) != 0) {
        next -= lock.waiter;
        duty = WAKE_ONE;
      }
      if (STATE.weakCompareAndSet(this, s, next)) {
        return (next & (CLOSED | USERS)) == CLOSED ? duty | DESTROY : duty;
      }
    }
  }

  /**
   * Closes, and becomes a user for the time of closing. Answers with the state as it was, or minus
   * one if it was closed already. Takes all waiters off the counts: each is owed a permit.
   */
  final long tryClose() {
    for (; ; ) {
      long s = state;
      if ((s & CLOSED) != 0) return -1;
      long next = ((s | CLOSED) + USER) & ~(Lock.READ.waiters | Lock.WRITE.waiters);
      if (STATE.weakCompareAndSet(this, s, next)) return s;
    }
  }

  static int users(long state) {
    return (int) ((state & USERS) / USER);
  }

  static int waiters(long state, Lock lock) {
    return (int) ((state & lock.waiters) / lock.waiter);
  }
}
