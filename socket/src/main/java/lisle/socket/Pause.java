package lisle.socket;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.locks.LockSupport;
import lisle.selectors.Descriptor;
import lisle.selectors.Descriptor.Direction;

/** The wait of a sender for which the kernel gives no event: room at a Unix listener. */
final class Pause {
  private static final long NANOS = 1_000_000;

  private Pause() {}

  /** Waits a little. Who holds no turn calls {@link Life#closeIfDue} when it has done waiting. */
  static void once(Life life, String operation, long deadline) throws IOException {
    long until = Math.min(deadline, life.descriptor.deadline(Direction.WRITE));
    if (until != Descriptor.NEVER && until - System.nanoTime() <= 0) {
      throw new SocketTimeoutException(operation + ": timed out");
    }
    LockSupport.parkNanos(NANOS);
    if (Thread.currentThread().isInterrupted()) life.interrupted(operation);
    if (life.descriptor.isClosed()) throw new SocketClosedException(operation);
  }
}
