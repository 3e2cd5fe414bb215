package lisle.selectors;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a descriptor: the thread that waits until it can be read, or written, or the
 * task that runs then.
 *
 * <p>At most one waits, for it holds the side's lock; the others wait for the lock. The gate says
 * where things stand:
 *
 * <pre>
 *              the waiter parks              an edge, a close, a new deadline
 *    null  ------------------------->  waiter  -------------------------->  READY
 *     ^  ^                               |                                   ^ |
 *     |  +---- deadline, interrupt ------+                                   | |
 *     |  (the waiter alone takes itself off)         an edge while nobody waits|
 *     |                                                     (from null) -----+ |
 *     +------------------ the reader goes to the kernel ----------------------+
 * </pre>
 *
 * <p>READY is a promise that there was an edge since the gate was last reset, so it can be out of
 * date but never missing: the worst it costs is one call that answers EAGAIN.
 */
final class Side {
  private static final Object READY = new Object();
  private static final VarHandle GATE;

  static {
    try {
      GATE = MethodHandles.lookup().findVarHandle(Side.class, "gate", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final DescriptorState.Lock lock;

  /** POLLIN or POLLOUT. */
  final short interest;

  /** Absolute, in the terms of {@link System#nanoTime}; {@link Descriptor#NEVER} for none. */
  volatile long deadline = Descriptor.NEVER;

  /**
   * null, READY, a parked {@link Thread}, the {@link Waker} of a polling thread, or a {@link
   * Runnable} that is not a thread.
   */
  @SuppressWarnings("UnusedVariable")
  private volatile @Nullable Object gate;

  /**
   * The kernel has called this ready for an error alone, such as a report in the error queue of a
   * socket, that the operation does not consume. Level-triggered poll(2) would say so for ever, so
   * platform threads park here from then on too. Guarded by the side's lock.
   */
  boolean erred;

  /** Where threads wait for the lock; made by the first that has to. Guarded by this. */
  private @Nullable Semaphore queue;

  Side(DescriptorState.Lock lock, short interest) {
    this.lock = lock;
    this.interest = interest;
  }

  /** Forgets an edge that was seen, before the kernel is asked. For the holder of the lock. */
  void reset() {
    if (GATE.getAcquire(this) != null) GATE.setVolatile(this, null);
  }

  /** Reports whether there was an edge since the last reset. */
  boolean signalled() {
    return GATE.getAcquire(this) == READY;
  }

  /** Announces the caller as the waiter; false if there was an edge, which is thereby used up. */
  boolean announce(Object waiter) {
    if (GATE.compareAndSet(this, null, waiter)) return true;
    GATE.setVolatile(this, null);
    return false;
  }

  boolean announced(Object waiter) {
    return GATE.getVolatile(this) == waiter;
  }

  /** Takes the waiter off; false if there was an edge, which is thereby used up. */
  boolean withdraw(Object waiter) {
    if (GATE.compareAndSet(this, waiter, null)) return true;
    GATE.setVolatile(this, null);
    return false;
  }

  /** Takes a task off; false if it was run: then the gate may be another's, and is left alone. */
  boolean retract(Object task) {
    return GATE.compareAndSet(this, task, null);
  }

  /** Wakes the waiter, whatever kind it is; or leaves word that there was an edge. */
  void signal() {
    Object waiter = GATE.getAndSet(this, READY);
    if (waiter instanceof Thread thread) {
      LockSupport.unpark(thread);
    } else if (waiter instanceof Waker waker) {
      waker.wake();
    } else if (waiter instanceof Runnable task) {
      task.run();
    }
  }

  /** An edge from epoll. A thread that is in poll(2) itself sees it without us. */
  void edge() {
    Object waiter = GATE.getAcquire(this);
    if (waiter == READY || waiter instanceof Waker) return;
    signal();
  }

  synchronized Semaphore queue() {
    if (queue == null) queue = new Semaphore(0);
    return queue;
  }
}
