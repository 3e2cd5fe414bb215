package lisle.socket;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.locks.LockSupport;
import lisle.selectors.Descriptor;
import lisle.selectors.Descriptor.Direction;

/**
 * The waits for which the kernel gives no event, or one that tells nothing: for room in the backlog
 * of a Unix listener, and in the queue of a Unix datagram socket that we are not connected to. To
 * poll, such a sender is writable all the time; to epoll, it becomes so with each attempt.
 */
final class UnixRoom {
  private static final long SHORTEST_NANOS = 16_000;
  private static final int DOUBLINGS = 6; // up to a millisecond

  private UnixRoom() {}

  /**
   * Waits a little, for the holder of the write lock.
   *
   * @param before how many times it has waited for the same room
   */
  static void pause(Life life, String operation, long deadline, int before) throws IOException {
    long until = Math.min(deadline, life.descriptor.deadline(Direction.WRITE));
    if (until != Descriptor.NEVER && until - System.nanoTime() <= 0) {
      throw new SocketTimeoutException(operation + ": timed out");
    }
    LockSupport.parkNanos(SHORTEST_NANOS << Math.min(before, DOUBLINGS));
    if (Thread.currentThread().isInterrupted()) life.interrupted(operation);
    if (life.descriptor.isClosed()) throw new SocketClosedException(operation);
  }
}
