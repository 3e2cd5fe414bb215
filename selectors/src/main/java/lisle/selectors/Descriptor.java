package lisle.selectors;

import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import lisle.sys.FileCalls;
import lisle.sys.Linux;
import lisle.sys.PollCalls;
import org.jspecify.annotations.Nullable;

/**
 * An open file descriptor, counted, on which threads can wait.
 *
 * <p>This is what sockets are made of, and what anything else that has a descriptor (a pipe, a
 * timerfd, a tunnel device) can be made of. It knows three things:
 *
 * <ul>
 *   <li><b>Who uses it.</b> Its number is valid between {@link #enter} and {@link #exit}, or {@link
 *       #lock} and {@link #unlock}, and nowhere else. {@link #close} wakes everybody who waits; the
 *       last user gives the number back, so none ever reaches a file that the system has put under
 *       the same number since.
 *   <li><b>Whose turn it is.</b> One thread reads and one writes at a time, others wait their turn.
 *       The holder of a side's lock owns the scratch memory of that side.
 *   <li><b>How to wait.</b> The kernel never blocks on it ({@code O_NONBLOCK}): an operation tries
 *       the call, and on EAGAIN {@linkplain #await waits} for the descriptor to become ready, for
 *       the deadline, an interrupt, or a close. A virtual thread parks; a platform thread waits in
 *       poll(2).
 * </ul>
 *
 * <p>Every operation has the same shape:
 *
 * <pre>{@code
 * int status = descriptor.lock(READ, deadline);
 * if (status != READY) throw ...;
 * try {
 *   for (;;) {
 *     descriptor.reset(READ);
 *     long n = call(descriptor.errno(READ), descriptor.number(), ...);
 *     if (n != -EAGAIN) return n;
 *     status = descriptor.await(READ, deadline);
 *     if (status != READY) throw ...;
 *   }
 * } finally {
 *   descriptor.unlock(READ);
 * }
 * }</pre>
 *
 * <p>Safe for use by any number of threads.
 */
public final class Descriptor extends DescriptorState implements Closeable {
  /** The deadline that never comes; others are values of {@link System#nanoTime}. */
  public static final long NEVER = Long.MAX_VALUE;

  /** The two directions of a descriptor. */
  public enum Direction {
    READ,
    WRITE
  }

  /** What a wait came to. */
  public enum Status {
    /** Go on: the lock is held, or the descriptor may be ready. */
    READY,
    /** The descriptor is closed. */
    CLOSED,
    /** The deadline has passed. */
    TIMED_OUT,
    /** The thread was interrupted; its interrupt status is still set. */
    INTERRUPTED,
    /**
     * The system cannot watch the descriptor, for want of memory or by its limits: see {@link
     * Descriptor#whyUnwatched}.
     */
    UNWATCHED
  }

  /** So long a virtual thread may keep its carrier asleep. */
  private static final long NAP_NANOS = 100_000;

  /** Beside the interests in {@link #registered}, from the first on: the poller knows it. */
  private static final int KNOWN = 1 << 8;

  private final int number;

  /**
   * Errno slots of input, output and registration, room for the latter, and for one of input and
   * one of output; see {@link Slab}.
   */
  private final MemorySegment block;

  private final MemorySegment outputErrno;

  final Side input;
  final Side output;

  /** The number of the registration with the poller; zero before there is one. */
  volatile int registration;

  /**
   * The directions that the poller watches, as the interest of their sides; all where the
   * descriptor is of a kind that never blocks. Zero before it is with the poller. Written under
   * this.
   */
  private volatile int registered;

  /** Set by the poller, for good, after an event that makes the drained hint unsafe. */
  volatile boolean remarkable;

  /** The errno of the last time that the poller could not take it, or zero. Written under this. */
  private volatile int refusal;

  /** Another descriptor may have the same file open; then epoll does not forget it by itself. */
  private volatile boolean shared;

  /** A short read has shown that there was nothing more. Guarded by the read lock. */
  private boolean drained;

  /** Something was written since a platform thread last waited, so an answer may come soon. */
  private boolean spoke;

  /** Made by the first platform thread that waits for an answer. Guarded by the read lock. */
  private @Nullable Asking asking;

  /** The registrations with selectors. Guarded by this. */
  private @Nullable Watch watched;

  /** Made by the first who waits for errors alone. Written under this. */
  private volatile @Nullable ErrorReports errors;

  private volatile boolean detached;
  private volatile @Nullable CountDownLatch destroyed;

  private Descriptor(int number) {
    if (number < 0) throw new IllegalArgumentException("no descriptor: " + number);
    this.number = number;
    this.block = Slab.take();
    this.outputErrno = block.asSlice(4, 4);
    this.input = new Side(Lock.READ, (short) Linux.POLLIN);
    this.output = new Side(Lock.WRITE, (short) Linux.POLLOUT);
  }

  /**
   * Takes over a descriptor that is open and non-blocking already; from now on it is ours to close.
   */
  public static Descriptor ofNonBlocking(int number) {
    return new Descriptor(number);
  }

  /**
   * Takes over an open descriptor, sets {@code O_NONBLOCK} on its file, and owns it from now on.
   *
   * @throws SystemCallException if it is not open (EBADF); then nothing is owned
   */
  public static Descriptor adopt(int number) throws SystemCallException {
    Descriptor descriptor = new Descriptor(number);
    MemorySegment errno = descriptor.errno(Direction.READ);
    int flags = FileCalls.fcntl(errno, number, Linux.F_GETFL, 0);
    if (flags >= 0 && (flags & Linux.O_NONBLOCK) == 0) {
      flags = FileCalls.fcntl(errno, number, Linux.F_SETFL, flags | Linux.O_NONBLOCK);
    }
    if (flags < 0) {
      Slab.give(descriptor.block);
      throw new SystemCallException("fcntl", "descriptor " + number, Errno.of(-flags));
    }
    descriptor.shared = true;
    return descriptor;
  }

  /** Returns the number. It is valid only for a user: see {@link #enter} and {@link #lock}. */
  public int number() {
    return number;
  }

  /** Reports whether {@link #close} or {@link #detach} was called. */
  public boolean isClosed() {
    return closed();
  }

  /**
   * Becomes a user, for a call that needs no turn; false if closed. Then {@link #exit}.
   *
   * @throws IllegalStateException if there are a million already
   */
  public boolean enter() {
    return tryEnter();
  }

  /**
   * Ends what {@link #enter} began.
   *
   * @throws IllegalStateException if nothing did
   */
  public void exit() {
    if (leave()) destroy();
  }

  private Side side(Direction direction) {
    return direction == Direction.READ ? input : output;
  }

  /** As the side has it, which need not be fetched for it where nobody waits. */
  private static Lock lockOf(Direction direction) {
    return direction == Direction.READ ? Lock.READ : Lock.WRITE;
  }

  /** The errno slot of a direction, for the holder of its lock. */
  public MemorySegment errno(Direction direction) {
    return direction == Direction.READ ? block : outputErrno;
  }

  /**
   * Waits for the turn to read or to write, and becomes a user.
   *
   * @param deadline when to give up, in the terms of {@link System#nanoTime}, or {@link #NEVER}
   * @return READY with the lock held; or CLOSED, TIMED_OUT, INTERRUPTED, without it
   */
  public Status lock(Direction direction, long deadline) {
    for (; ; ) {
      int got = tryLock(lockOf(direction));
      if (got == ACQUIRED) return Status.READY;
      if (got == REFUSED) return Status.CLOSED;
      Status status = queue(side(direction), deadline);
      if (status != Status.READY) return status;
    }
  }

  /** Takes the turn if nobody has it: READY, CLOSED, or TIMED_OUT where somebody has. */
  public Status tryLock(Direction direction) {
    return switch (tryLockNow(lockOf(direction))) {
      case ACQUIRED -> Status.READY;
      case REFUSED -> Status.CLOSED;
      default -> Status.TIMED_OUT;
    };
  }

  /** Sleeps until it may be our turn. We have been counted as a waiter. */
  private Status queue(Side side, long deadline) {
    Semaphore queue = side.queue();
    for (; ; ) {
      try {
        long until = Math.min(deadline, side.deadline);
        if (until == NEVER) {
          queue.acquire();
          return Status.READY;
        }
        if (queue.tryAcquire(until - System.nanoTime(), TimeUnit.NANOSECONDS)) return Status.READY;
        until = Math.min(deadline, side.deadline);
        if (until == NEVER || until - System.nanoTime() > 0) continue; // it was moved
        leaveQueue(side, queue);
        return Status.TIMED_OUT;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        leaveQueue(side, queue);
        return Status.INTERRUPTED;
      }
    }
  }

  private void leaveQueue(Side side, Semaphore queue) {
    if (giveUp(side.lock)) return;
    queue.acquireUninterruptibly(); // it is ours, and may be on its way
    // Whoever released it counted on us to try the lock. Another may have come to wait since.
    if (tryLockNow(side.lock) == ACQUIRED) unlocked(side, release(side.lock));
  }

  /**
   * Ends a turn.
   *
   * @throws IllegalStateException if nobody has it
   */
  public void unlock(Direction direction) {
    int duty = release(lockOf(direction));
    if (duty != 0) unlocked(side(direction), duty);
  }

  private void unlocked(Side side, int duty) {
    if ((duty & WAKE_ONE) != 0) side.queue().release();
    if ((duty & DESTROY) != 0) destroy();
  }

  /**
   * Forgets what was seen of readiness, before the kernel is asked; so that what comes after is not
   * missed. For the holder of the lock.
   */
  public void reset(Direction direction) {
    if (direction == Direction.WRITE) spoke = true;
    side(direction).reset();
  }

  /**
   * Notes that a read returned less than was asked for, on a stream where that means that there was
   * nothing more: TCP, and not a Unix socket, which stops where descriptors or credentials came
   * along. Saves the call that would answer EAGAIN. For the holder of the read lock.
   */
  public void drained() {
    drained = true;
  }

  /**
   * Reports whether a read may find something; if not, {@link #await} at once. Uses up the note of
   * {@link #drained}. For the holder of the read lock.
   */
  public boolean worthReading() {
    if (!drained) return true;
    drained = false;
    return remarkable || input.signalled();
  }

  /**
   * Reports whether a read may find something, as {@link #worthReading} does, but for who leaves
   * the read to an operation with a turn of its own, and would not know whether that met EAGAIN or
   * somebody else's turn. What was seen of readiness since the last {@link #reset} is used up;
   * where nothing was, the kernel is asked, by poll(2), and a failure of that is left to the read.
   * If not, {@link #await} or {@link #whenReady}. For the holder of the read lock.
   */
  public boolean hasInput() {
    if (!worthReading()) return false;
    if (input.signalled()) {
      input.reset();
      return true;
    }
    MemorySegment question = room(Direction.READ);
    Waker.prepare(question, number, input.interest);
    return PollCalls.poll(errno(Direction.READ), question, 1, 0) != 0;
  }

  /**
   * Waits until the descriptor may be ready, after a call has answered EAGAIN since the last {@link
   * #reset}. For the holder of the lock. READY is a hint: it also comes after a new {@link
   * #deadline}, so only the kernel's answer to the next call counts.
   *
   * @param deadline when to give up, in the terms of {@link System#nanoTime}, or {@link #NEVER}; an
   *     earlier one set by {@link #deadline} counts instead
   */
  public Status await(Direction direction, long deadline) {
    Side side = side(direction);
    Thread thread = Thread.currentThread();
    boolean parks = thread.isVirtual() || side.erred;
    return parks ? park(side, thread, deadline) : poll(side, deadline);
  }

  /**
   * Has a task run once the descriptor may be ready, or is closed, so that no thread need wait;
   * after a call has answered EAGAIN since the last {@link #reset}. For the holder of the lock, who
   * passes it on: the task has to {@link #unlock}. It is called where a waiting thread would have
   * been woken, so it must neither wait nor throw; what takes longer, it hands on. Deadlines do not
   * count: a new {@link #deadline} runs it, but not that it passes.
   *
   * @return null if the task runs, which it may have already; READY, CLOSED or UNWATCHED if it
   *     never will, and the lock is still the caller's
   */
  public @Nullable Status whenReady(Direction direction, Runnable task) {
    Side side = side(direction);
    if ((registered & side.interest) == 0) {
      Status status = register(side);
      if (status != Status.READY) return status;
    }
    if (!side.announce(task)) return afterSignal();
    // A close sets its bit and then signals: we see the one or get the other. But the task may have
    // run, and another have the lock already.
    return closed() && side.retract(task) ? Status.CLOSED : null;
  }

  /** Has whoever waits, or the task that is to run, look again, as if it might be ready. */
  public void wake(Direction direction) {
    side(direction).signal();
  }

  private Status park(Side side, Thread thread, long deadline) {
    if ((registered & side.interest) == 0) {
      Status status = register(side);
      if (status != Status.READY) return status;
    }
    return sleep(side, thread, deadline);
  }

  /**
   * Lets time go by, whatever comes in meanwhile: it comes together, and wakes nobody for each
   * piece of it. For the holder of the lock, who then asks the kernel.
   *
   * <p>A time of up to a tenth of a millisecond a virtual thread sleeps on its carrier: to park and
   * to be woken by a timer takes two other threads, and half of that time on a processor. What
   * would end a longer pause is seen when such a short one is over.
   *
   * @param until in the terms of {@link System#nanoTime}, or {@link #NEVER}
   * @return TIMED_OUT when it is over; CLOSED or INTERRUPTED, which end it, as in {@link #await};
   *     READY is a hint that there is a new {@link #deadline}
   */
  public Status pause(Direction direction, long until) {
    Side side = side(direction);
    if ((registered & side.interest) != 0) unregister(side);
    long nanos = until == NEVER ? NEVER : until - System.nanoTime();
    if (nanos <= NAP_NANOS) return nap(direction, nanos);
    side.reset();
    return sleep(side, Thread.currentThread(), until);
  }

  private Status nap(Direction direction, long nanos) {
    if (nanos > 0) {
      MemorySegment time = room(direction);
      Watcher.set(time, nanos);
      PollCalls.ppoll(errno(direction), MemorySegment.NULL, 0, time, MemorySegment.NULL);
    }
    if (Thread.currentThread().isInterrupted()) return Status.INTERRUPTED;
    return closed() ? Status.CLOSED : Status.TIMED_OUT;
  }

  private Status sleep(Side side, Thread thread, long deadline) {
    if (!side.announce(thread)) return afterSignal();
    // A close sets its bit and then signals: we see the one or get the other.
    while (side.announced(thread)) {
      if (closed()) {
        side.withdraw(thread);
        return Status.CLOSED;
      }
      long until = Math.min(deadline, side.deadline);
      if (thread.isInterrupted()) {
        return side.withdraw(thread) ? Status.INTERRUPTED : afterSignal();
      }
      if (until == NEVER) {
        LockSupport.park(this);
      } else {
        long remaining = until - System.nanoTime();
        if (remaining <= 0) return side.withdraw(thread) ? Status.TIMED_OUT : afterSignal();
        LockSupport.parkNanos(this, remaining);
      }
    }
    side.reset();
    return afterSignal();
  }

  private Status poll(Side side, long deadline) {
    Waker waker = Waker.take();
    try {
      if (!side.announce(waker)) return afterSignal();
      while (side.announced(waker)) {
        if (closed()) {
          side.withdraw(waker);
          return Status.CLOSED;
        }
        if (Thread.currentThread().isInterrupted()) {
          return side.withdraw(waker) ? Status.INTERRUPTED : afterSignal();
        }
        long until = Math.min(deadline, side.deadline);
        long remaining = until == NEVER ? NEVER : until - System.nanoTime();
        if (remaining <= 0) return side.withdraw(waker) ? Status.TIMED_OUT : afterSignal();
        short ready = side == input ? ask(waker, remaining) : 0;
        if (ready == 0) ready = waker.poll(number, side.interest, remaining);
        if (ready != 0) {
          if (ready == Linux.POLLERR) side.erred = true;
          side.withdraw(waker);
          return afterSignal();
        }
      }
      side.reset();
      return afterSignal();
    } finally {
      waker.give();
    }
  }

  private short ask(Waker waker, long nanos) {
    if (!spoke) return 0;
    spoke = false;
    if (asking == null) asking = new Asking();
    return asking.ask(waker, number, input, nanos);
  }

  /**
   * Returns a count that changes when the kernel reports an error, such as one in the error queue
   * of a socket: to be taken before looking for one, and then given to {@link #awaitError}. For
   * users; it needs no turn.
   *
   * @return the count, of any value
   */
  public int errorReports() {
    int count = makeErrors().count();
    if (registered == 0) register(input); // awaitError says where that failed
    return count;
  }

  private synchronized ErrorReports makeErrors() {
    if (errors == null) errors = new ErrorReports(this);
    return requireNonNull(errors);
  }

  /**
   * Waits until the kernel reports an error after the count was taken. For users, of whom any
   * number may wait: no turn is held, and data that nobody reads does not end the wait. READY is a
   * hint, as in {@link #await}.
   *
   * @param seen what {@link #errorReports} returned
   * @param deadline when to give up, in the terms of {@link System#nanoTime}, or {@link #NEVER}; an
   *     earlier one set by {@link #deadline} for the direction counts instead
   */
  public Status awaitError(int seen, Direction direction, long deadline) {
    return registered != 0 ? makeErrors().await(seen, side(direction), deadline) : Status.UNWATCHED;
  }

  /** An error event from epoll. */
  void errorReported() {
    ErrorReports reports = errors;
    if (reports != null) reports.wake();
  }

  private Status afterSignal() {
    return closed() ? Status.CLOSED : Status.READY;
  }

  /** Has the poller watch a side, and reading in any case. */
  private synchronized Status register(Side side) {
    if ((registered & side.interest) != 0) return Status.READY;
    int directions = registered | KNOWN | input.interest | side.interest;
    int result =
        registered == 0
            ? Poller.register(this, directions)
            : Poller.registerAgain(this, directions);
    if (result == -Linux.EPERM) {
      directions = KNOWN | input.interest | output.interest;
    } else if (result < 0) {
      refusal = -result;
      return Status.UNWATCHED;
    }
    registered = directions;
    return Status.READY;
  }

  private synchronized void unregister(Side side) {
    int directions = registered & ~side.interest;
    if (Poller.registerAgain(this, directions) == 0) registered = directions;
  }

  /**
   * Returns what the system said of the last {@link Status#UNWATCHED}: ENOSPC at the limit of
   * {@code fs.epoll.max_user_watches}, ENOMEM; EMFILE where the first of all waits had no
   * descriptors left to begin with.
   */
  public Errno whyUnwatched() {
    return Errno.of(refusal);
  }

  /** Sixteen bytes for the registration, guarded by this. */
  MemorySegment scratch() {
    return block.asSlice(16, 16);
  }

  /** Sixteen bytes for the holder of the lock. */
  private MemorySegment room(Direction direction) {
    return block.asSlice(direction == Direction.READ ? 32 : 48, 16);
  }

  /** An errno slot for the registration, guarded by this, or for the destroyer. */
  MemorySegment registrationErrno() {
    return block.asSlice(8, 4);
  }

  /**
   * Sets the deadline of one direction, for waits that go on and for those to come.
   *
   * @param nanoTime when waits give up, in the terms of {@link System#nanoTime}, or {@link #NEVER}
   */
  public void deadline(Direction direction, long nanoTime) {
    Side side = side(direction);
    side.deadline = nanoTime;
    side.signal();
    int waiters = takeWaiters(side.lock);
    if (waiters > 0) side.queue().release(waiters); // they look at the lock, and at the deadline
    errorReported(); // it may be theirs, too
  }

  /** Returns the deadline of one direction, or {@link #NEVER}. */
  public long deadline(Direction direction) {
    return side(direction).deadline;
  }

  /**
   * Notes that the same file may be open under another descriptor: duplicated, passed to another
   * process, or inherited by one.
   */
  public void share() {
    shared = true;
  }

  /**
   * Reports whether the same file may be open under another descriptor: since {@link #share}, and
   * always of one that was {@linkplain #adopt adopted}, of which nobody knows. For any thread.
   */
  public boolean isShared() {
    return shared;
  }

  /**
   * Closes: nobody enters any more, everybody who waits is told, and the last user gives the number
   * back. Returns when that has happened, so it is not for a user, who would wait for itself.
   * Closing again does nothing, and does not wait.
   */
  @Override
  public void close() {
    end(false);
  }

  /**
   * Gives up the descriptor without closing it: it is the caller's from now on, is still
   * non-blocking, and is ours no more, as after {@link #close}.
   *
   * @return the number, or minus one if this was closed already
   */
  public int detach() {
    return end(true) ? number : -1;
  }

  private boolean end(boolean detach) {
    long before = tryClose();
    if (before < 0) return false;
    detached = detach;
    boolean others = users(before) > 0;
    if (others) destroyed = new CountDownLatch(1); // seen by the last of them: we are a user still
    wakeQueue(input, before);
    wakeQueue(output, before);
    input.signal();
    output.signal();
    errorReported();
    if (leave()) {
      destroy();
    } else {
      awaitUninterruptibly(requireNonNull(destroyed));
    }
    return true;
  }

  private static void wakeQueue(Side side, long state) {
    int waiters = waiters(state, side.lock);
    if (waiters > 0) side.queue().release(waiters);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean interrupted = false;
    for (; ; ) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) Thread.currentThread().interrupt();
  }

  /** For users: a selector watches from now on. */
  synchronized void watched(Registration<?> registration) {
    Watch others = Watch.without(watched, null); // of those that were forgotten there may be no end
    watched = new Watch(registration, others);
  }

  /** A selector watches no more. */
  synchronized void unwatched(Registration<?> registration) {
    watched = Watch.without(watched, registration);
  }

  private synchronized @Nullable Watch takeWatched() {
    Watch all = watched;
    watched = null;
    return all;
  }

  /** Gives the number back. Called once, by the last user. */
  private void destroy() {
    for (Watch watch = takeWatched(); watch != null; watch = watch.next) {
      Registration<?> one = watch.get();
      if (one != null) one.lost();
    }
    if (registration != 0) {
      Poller.forget(this);
      if (shared || detached) Poller.unregister(this);
    }
    if (!detached) FileCalls.close(registrationErrno(), number);
    Slab.give(block);
    CountDownLatch latch = destroyed;
    if (latch != null) latch.countDown();
  }

  @Override
  public String toString() {
    return "descriptor " + number + (isClosed() ? " (closed)" : "");
  }
}
