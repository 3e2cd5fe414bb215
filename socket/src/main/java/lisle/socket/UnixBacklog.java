package lisle.socket;

import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.locks.LockSupport;

/** The one wait for which the kernel gives no event: room in the backlog of a Unix listener. */
final class UnixBacklog {
  private static final long PAUSE_NANOS = 1_000_000;

  private UnixBacklog() {}

  static void pause(long deadline) throws InterruptedIOException {
    if (deadline - System.nanoTime() <= 0) throw new SocketTimeoutException("connect: timed out");
    LockSupport.parkNanos(PAUSE_NANOS);
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("connect: interrupted");
    }
  }
}
