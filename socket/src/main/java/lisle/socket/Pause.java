package lisle.socket;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.locks.LockSupport;
import lisle.selectors.Descriptor;
import lisle.selectors.Descriptor.Direction;

/**
 * The waits of a sender for which the kernel gives no event: for room at a Unix listener, or in the
 * queue of who receives Unix datagrams.
 */
final class Pause {
  /** Where somebody waits for what may take long. */
  static final long LONG = 1_000_000;

  /** Where somebody waits for room that is soon to be. */
  static final long SHORT = 100_000;

  private Pause() {}

  /** Waits a little. Who holds no turn calls {@link Life#closeIfDue} when it has done waiting. */
  static void once(Life life, String operation, long deadline, long nanos) throws IOException {
    long until = Math.min(deadline, life.descriptor.deadline(Direction.WRITE));
    if (until != Descriptor.NEVER && until - System.nanoTime() <= 0) {
      throw new SocketTimeoutException(operation + ": timed out");
    }
    LockSupport.parkNanos(nanos);
    if (Thread.currentThread().isInterrupted()) life.interrupted(operation);
    if (life.descriptor.isClosed()) throw new SocketClosedException(operation);
  }
}
