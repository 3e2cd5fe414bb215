package lisle.socket;

import static lisle.selectors.Descriptor.NEVER;
import static lisle.selectors.Descriptor.Status.READY;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Cleaner;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import lisle.selectors.Descriptor;
import lisle.selectors.Descriptor.Direction;
import lisle.selectors.Descriptor.Status;
import lisle.sys.FileCalls;
import org.jspecify.annotations.Nullable;

/**
 * The life of a socket: whose turn it is, how long they wait, and how it ends. It does not know the
 * socket itself, so that it can outlive one that was forgotten, and close it.
 */
final class Life {
  /** Closes what its owner has forgotten, also what came with a message. */
  static final Cleaner CLEANER =
      Cleaner.create(
          Thread.ofPlatform()
                  .name("lisle-forgotten-sockets")
                  .daemon()
                  .inheritInheritableThreadLocals(false)
              ::unstarted);

  final Descriptor descriptor;
  private volatile long receiveTimeout = NEVER;
  private volatile long sendTimeout = NEVER;
  private volatile boolean interruptCloses;

  /** An interrupt has come to a thread in an operation: whoever ends one next closes. */
  private volatile boolean closeDue;

  /** SO_LINGER is set, so that close(2) itself may block, non-blocking or not: socket(7). */
  private volatile boolean lingers;

  private Cleaner.@Nullable Cleanable forgotten;

  Life(Descriptor descriptor) {
    this.descriptor = descriptor;
  }

  /** Closes when the socket is forgotten. Called once, when the socket is made. */
  void endsWith(Socket socket) {
    forgotten = CLEANER.register(socket, this::end);
  }

  // Turns

  void enter(String operation) throws SocketClosedException {
    if (!descriptor.enter()) throw new SocketClosedException(operation);
  }

  /**
   * Takes a turn to send or receive; false if somebody else has it and we are not to wait. Then
   * {@link #end}. Who may wait is refused when the time for all is over, also where there would be
   * nothing to wait for: it would go on without end where the other side is fast.
   */
  boolean begin(Direction direction, String operation, long deadline, boolean wait)
      throws IOException {
    if (wait && !descriptor.isClosed()) refuseLate(operation, descriptor.deadline(direction));
    return take(direction, operation, deadline, wait);
  }

  /**
   * Between the parts of a transfer, holding a turn: refuses to go on where the socket is closed,
   * the thread is interrupted, or the time is over, its own or that for all. Where the other side
   * is fast, there is nothing to wait for that would see to it.
   */
  void goOn(Direction direction, String operation, long deadline) throws IOException {
    if (descriptor.isClosed()) throw ended(Status.CLOSED, operation);
    if (Thread.currentThread().isInterrupted()) interrupted(operation);
    refuseLate(operation, Math.min(deadline, descriptor.deadline(direction)));
  }

  private void refuseLate(String operation, long until) throws IOException {
    if (until != NEVER && until - System.nanoTime() <= 0) throw ended(Status.TIMED_OUT, operation);
  }

  /** As {@link #begin}, for what is no transfer and has no deadline. */
  boolean take(Direction direction, String operation, long deadline, boolean wait)
      throws IOException {
    Status status = wait ? descriptor.lock(direction, deadline) : descriptor.tryLock(direction);
    if (status == READY) return true;
    if (!wait && status == Status.TIMED_OUT) return false;
    if (status == Status.INTERRUPTED && interruptCloses) {
      close();
      throw new SocketClosedException(operation, "closed by an interrupt");
    }
    throw ended(status, operation);
  }

  /**
   * Takes a turn for an operation that does not wait; false if somebody else has it. Then {@link
   * Descriptor#unlock}. It asks the descriptor alone: who serves a thousand connections pays for
   * each object of theirs that is looked at, since none is in the processor's cache any more.
   */
  static boolean takeNow(Descriptor descriptor, Direction direction, String operation)
      throws SocketClosedException {
    return switch (descriptor.tryLock(direction)) {
      case READY -> true;
      case CLOSED -> throw new SocketClosedException(operation);
      default -> false;
    };
  }

  /** Waits for the kernel, holding a turn. */
  void await(Direction direction, String operation, long deadline) throws IOException {
    Status status = descriptor.await(direction, deadline);
    if (status == READY) return;
    if (status == Status.INTERRUPTED) interrupted(operation);
    throw ended(status, operation);
  }

  /** Lets time go by, holding a turn, so that more is there when the kernel is asked. */
  void pause(Direction direction, String operation, long until) throws IOException {
    Status status = descriptor.pause(direction, until);
    if (status == Status.INTERRUPTED) interrupted(operation);
    if (status == Status.CLOSED) throw ended(status, operation);
  }

  /** Waits until the kernel reports an error that was not there when it was asked. */
  void awaitError(String operation, int seen, Direction direction, long deadline)
      throws IOException {
    Status status = descriptor.awaitError(seen, direction, deadline);
    if (status == READY) return;
    if (status == Status.INTERRUPTED) interrupted(operation);
    throw ended(status, operation);
  }

  /** Ends what {@link #enter} began. */
  void exit() {
    descriptor.exit();
    closeIfDue();
  }

  /** An interrupt has come to who holds a turn, or calls {@link #closeIfDue} in the end. */
  void interrupted(String operation) throws IOException {
    if (interruptCloses) {
      closeDue = true;
      throw new SocketClosedException(operation, "closed by an interrupt");
    }
    throw ended(Status.INTERRUPTED, operation);
  }

  /** Ends a turn. */
  void end(Direction direction) {
    descriptor.unlock(direction);
    closeIfDue();
  }

  /** Closes what an interrupt is to close. Not for the holder of a turn. */
  void closeIfDue() {
    if (closeDue) close();
  }

  private IOException ended(Status status, String operation) {
    return switch (status) {
      case READY -> throw new AssertionError(status);
      case CLOSED -> new SocketClosedException(operation);
      case TIMED_OUT -> new SocketTimeoutException(operation + ": timed out");
      case INTERRUPTED -> new InterruptedIOException(operation + ": interrupted");
      case UNWATCHED -> Failures.unwatched(operation, descriptor.whyUnwatched());
    };
  }

  // Time

  void receiveTimeout(Duration timeout) {
    receiveTimeout = timeout.isZero() ? NEVER : nanos(timeout);
  }

  void sendTimeout(Duration timeout) {
    sendTimeout = timeout.isZero() ? NEVER : nanos(timeout);
  }

  Duration receiveTimeout() {
    return duration(receiveTimeout);
  }

  Duration sendTimeout() {
    return duration(sendTimeout);
  }

  private static Duration duration(long timeout) {
    return timeout == NEVER ? Duration.ZERO : Duration.ofNanos(timeout);
  }

  void deadline(Direction direction, Instant instant) {
    if (instant.equals(Instant.MAX)) {
      descriptor.deadline(direction, NEVER);
      return;
    }
    long now = System.nanoTime();
    long left;
    try {
      left = Duration.between(Instant.now(), instant).toNanos();
    } catch (ArithmeticException e) {
      left = instant.isAfter(Instant.now()) ? NEVER : 0;
    }
    descriptor.deadline(direction, left > NEVER - now ? NEVER : now + left);
  }

  void interruptCloses(boolean closes) {
    interruptCloses = closes;
  }

  /** When a receive that begins now gives up, in the terms of {@link System#nanoTime}. */
  long receiveDeadline() {
    return deadline(receiveTimeout);
  }

  /** When a send that begins now gives up, in the terms of {@link System#nanoTime}. */
  long sendDeadline() {
    return deadline(sendTimeout);
  }

  static long deadline(Duration timeout) {
    return timeout.isZero() ? NEVER : deadline(nanos(timeout));
  }

  static long nanos(Duration timeout) {
    if (timeout.isNegative()) throw new IllegalArgumentException("a negative timeout: " + timeout);
    try {
      return timeout.toNanos();
    } catch (ArithmeticException e) {
      return NEVER; // 292 years
    }
  }

  static long deadline(long timeout) {
    if (timeout == NEVER) return NEVER;
    long deadline = System.nanoTime() + timeout;
    return deadline < 0 ? NEVER : deadline;
  }

  // The end

  void lingers(boolean lingers) {
    this.lingers = lingers;
  }

  boolean lingers() {
    return lingers;
  }

  void close() {
    Cleaner.Cleanable cleanable = forgotten;
    if (cleanable != null) {
      cleanable.clean();
    } else {
      end();
    }
  }

  int detach() {
    int number = descriptor.detach();
    close(); // nothing is left to close: this ends the watch for a forgotten socket
    return number;
  }

  /** Runs once, by whoever closes first, or on the cleaner's thread. */
  private void end() {
    if (!lingers) {
      descriptor.close();
      return;
    }
    int number = descriptor.detach();
    if (number < 0) return;
    // close(2) blocks until what was sent is acknowledged: on a thread that nobody else needs
    Thread closer =
        Thread.ofPlatform()
            .name("lisle-lingering-close")
            .daemon(true)
            .start(
                () -> {
                  try (Arena arena = Arena.ofConfined()) {
                    FileCalls.close(arena.allocate(ValueLayout.JAVA_INT), number);
                  }
                });
    try {
      closer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // it goes on without us
    }
  }
}
