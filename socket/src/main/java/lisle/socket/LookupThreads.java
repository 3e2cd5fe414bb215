package lisle.socket;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The platform threads on which name services are asked. The C library blocks until they have
 * answered, and would hold a carrier thread that long; here the caller parks, and may give up at a
 * deadline or when interrupted, while the thread that asks waits for its answer.
 *
 * <p>Callers who ask the same at the same time share one lookup. A lookup that everybody gave up
 * before it began is never made.
 *
 * <p>Threads are daemons, made when there is work, and end after {@link #IDLE} without any.
 */
final class LookupThreads {
  /**
   * The most lookups at once. One that nobody answers takes glibc 5 s for each server and attempt,
   * resolv.conf(5), so there must be enough to ask others meanwhile; a sleeping thread costs some
   * ten KiB.
   */
  static final int MOST = 32;

  static final Duration IDLE = Duration.ofSeconds(5);

  /** A question to a name service. */
  interface Lookup<T> {
    T ask() throws IOException;
  }

  private static final LookupThreads SHARED = new LookupThreads(MOST, IDLE);

  private final int most;
  private final long idleNanos;

  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private final Condition work = lock.newCondition();
  private final ArrayDeque<Flight<?>> queue = new ArrayDeque<>();
  private final Map<Object, Flight<?>> flights = new HashMap<>();
  private int threads;
  private int idle;

  LookupThreads(int most, Duration idle) {
    this.most = most;
    this.idleNanos = idle.toNanos();
  }

  /** Returns the ones that all lookups of this process share. */
  static LookupThreads shared() {
    return SHARED;
  }

  /** A lookup that is to be made, or under way; or its result. All guarded by the lock. */
  private static final class Flight<T> {
    final Object question;
    final Lookup<T> lookup;
    final Condition landed;
    int waiters;
    boolean done;
    @Nullable T answer;
    @Nullable Throwable failure;

    Flight(Object question, Lookup<T> lookup, Condition landed) {
      this.question = question;
      this.lookup = lookup;
      this.landed = landed;
    }
  }

  /**
   * Asks, or waits for the answer to the same question that somebody else has asked.
   *
   * @param question what is asked, with an equals of its own; it also names what timed out
   * @param timeout how long to wait; zero for as long as it takes
   * @throws SocketTimeoutException if the time is over
   * @throws InterruptedIOException if the thread is interrupted; its interrupt status is set
   */
  <T> T ask(Object question, Duration timeout, Lookup<T> lookup) throws IOException {
    long deadline = System.nanoTime() + nanos(timeout);
    lock.lock();
    try {
      Flight<T> flight = join(question, lookup);
      try {
        while (!flight.done) {
          if (timeout.isZero()) {
            flight.landed.await();
          } else if (flight.landed.awaitNanos(deadline - System.nanoTime()) <= 0 && !flight.done) {
            throw new SocketTimeoutException(
                question + ": no answer within " + milliseconds(timeout));
          }
        }
        if (flight.failure != null) throw again(flight.failure);
        return Objects.requireNonNull(flight.answer);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        InterruptedIOException interrupted = new InterruptedIOException(question + ": interrupted");
        interrupted.initCause(e);
        throw interrupted;
      } finally {
        leave(flight);
      }
    } finally {
      lock.unlock();
    }
  }

  @SuppressWarnings("unchecked") // equal questions have answers of one type
  private <T> Flight<T> join(Object question, Lookup<T> lookup) {
    Flight<T> flight = (Flight<T>) flights.get(question);
    if (flight == null) {
      flight = new Flight<>(question, lookup, lock.newCondition());
      flights.put(question, flight);
      queue.add(flight);
      if (idle >= queue.size() || threads == most) {
        work.signal();
      } else {
        start(flight);
      }
    }
    flight.waiters++;
    return flight;
  }

  private void start(Flight<?> flight) {
    threads++;
    try {
      Thread.ofPlatform().daemon().name("lisle-lookup").start(this::run);
    } catch (OutOfMemoryError e) { // no more threads: others that are there may take it
      threads--;
      if (threads > 0) return;
      queue.remove(flight);
      flights.remove(flight.question);
      throw e;
    }
  }

  private void leave(Flight<?> flight) {
    flight.waiters--;
    if (flight.waiters == 0 && !flight.done && queue.remove(flight)) {
      flights.remove(flight.question);
    }
  }

  /** Returns how many wait for the answer to a question. */
  int waiting(Object question) {
    lock.lock();
    try {
      Flight<?> flight = flights.get(question);
      return flight == null ? 0 : flight.waiters;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    for (Flight<?> flight; (flight = next()) != null; ) fly(flight);
  }

  /** Waits for work; null if the thread is to end. */
  private @Nullable Flight<?> next() {
    lock.lock();
    try {
      long left = idleNanos;
      while (queue.isEmpty()) {
        if (left <= 0) {
          threads--;
          return null;
        }
        idle++;
        try {
          left = work.awaitNanos(left);
        } catch (InterruptedException e) {
          // Nobody has a reason to interrupt this thread, and it has none to stop.
        } finally {
          idle--;
        }
      }
      return queue.remove();
    } finally {
      lock.unlock();
    }
  }

  private <T> void fly(Flight<T> flight) {
    T answer = null;
    Throwable failure = null;
    try {
      answer = flight.lookup.ask();
    } catch (Throwable t) {
      failure = t;
    }
    lock.lock();
    try {
      flight.answer = answer;
      flight.failure = failure;
      flight.done = true;
      flights.remove(flight.question);
      flight.landed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** A failure that several callers may get: each has its own, with its own stack. */
  private static IOException again(Throwable failure) {
    return switch (failure) {
      case LookupException e -> e.again();
      case IOException e -> new IOException(e.getMessage(), e);
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new AssertionError(failure);
    };
  }

  static long nanos(Duration timeout) {
    if (timeout.isNegative()) throw new IllegalArgumentException("a negative timeout: " + timeout);
    return timeout.compareTo(Duration.ofDays(36_500)) < 0 ? timeout.toNanos() : Long.MAX_VALUE / 2;
  }

  private static String milliseconds(Duration timeout) {
    return TimeUnit.NANOSECONDS.toMillis(nanos(timeout)) + " ms";
  }
}
