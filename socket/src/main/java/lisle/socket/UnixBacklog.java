package lisle.socket;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.locks.LockSupport;
import lisle.selectors.Descriptor;
import lisle.selectors.Descriptor.Direction;

/** The one wait for which the kernel gives no event: room in the backlog of a Unix listener. */
final class UnixBacklog {
  private static final long PAUSE_NANOS = 1_000_000;

  private UnixBacklog() {}

  /** Waits a little, for the holder of the write lock. */
  static void pause(Descriptor descriptor, Life life, long deadline) throws IOException {
    long until = Math.min(deadline, descriptor.deadline(Direction.WRITE));
    if (until != Descriptor.NEVER && until - System.nanoTime() <= 0) {
      throw new SocketTimeoutException("connect: timed out");
    }
    LockSupport.parkNanos(PAUSE_NANOS);
    if (Thread.currentThread().isInterrupted()) life.interrupted("connect");
    if (descriptor.isClosed()) throw new SocketClosedException("connect");
  }
}
