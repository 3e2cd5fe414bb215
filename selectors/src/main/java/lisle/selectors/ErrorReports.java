package lisle.selectors;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import lisle.selectors.Descriptor.Status;

/**
 * The threads that wait for a report in the error queue of a socket, and for nothing else: data
 * that nobody reads does not wake them. Any number of threads, of either kind, wait at once, beside
 * those who read and write, and all of them are woken.
 *
 * <p>Reports are counted. Who looks for one takes the count first, so that a report that comes
 * between looking and waiting ends the waiting at once.
 */
final class ErrorReports {
  private static final VarHandle COUNT;

  static {
    try {
      COUNT = MethodHandles.lookup().findVarHandle(ErrorReports.class, "count", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Descriptor descriptor;
  private final Set<Thread> waiting = ConcurrentHashMap.newKeySet();

  /** Wraps around; what matters is that it changes. */
  private volatile int count;

  ErrorReports(Descriptor descriptor) {
    this.descriptor = descriptor;
  }

  int count() {
    return count;
  }

  /** There may be a report, or something else that they must look at. */
  void wake() {
    COUNT.getAndAdd(this, 1);
    for (Thread thread : waiting) LockSupport.unpark(thread);
  }

  /** Waits until the count is not what it was, or the side's deadline if that is sooner. */
  Status await(int seen, Side side, long deadline) {
    Thread thread = Thread.currentThread();
    waiting.add(thread); // before the first look, so that whoever counts after it wakes us
    try {
      for (; ; ) {
        if (descriptor.isClosed()) return Status.CLOSED;
        if (count != seen) return Status.READY;
        if (thread.isInterrupted()) return Status.INTERRUPTED;
        long until = Math.min(deadline, side.deadline);
        if (until == Descriptor.NEVER) {
          LockSupport.park(this);
        } else {
          long remaining = until - System.nanoTime();
          if (remaining <= 0) return Status.TIMED_OUT;
          LockSupport.parkNanos(this, remaining);
        }
      }
    } finally {
      waiting.remove(thread);
    }
  }
}
