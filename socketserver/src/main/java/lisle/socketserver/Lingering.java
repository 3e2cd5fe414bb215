package lisle.socketserver;

import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import lisle.socket.Linger;
import lisle.socket.Socket;
import lisle.socket.SocketOption;

/**
 * The end of a connection whose client may be sending still, such as a request that was answered
 * before it had come whole. TCP answers what comes after a close, and a close before all was
 * received, with a reset, and what is still on its way to the client is lost: RFC 1122, section
 * 4.2.2.13. So our half ends first, and what comes is dropped until the client ends its own, for a
 * short time.
 */
final class Lingering {
  /** How long nothing comes from a client that has no more to send, and does not say so. */
  private static final long QUIET_NANOS = 500_000_000;

  /** How long at most, all in all. */
  private static final long MOST_NANOS = 5_000_000_000L;

  private static final long NAP_NANOS = 10_000_000;

  /** Reports whether there is an answer to lose; unless the handler wants a reset. */
  boolean isDue(Connection connection) {
    Socket socket = connection.ownSocket();
    try {
      return (connection.mayBeAnswered() || connection.bytesWaiting() > 0)
          && socket.isOpen()
          && socket.get(SocketOption.SO_LINGER).equals(Linger.OFF);
    } catch (IOException e) {
      return false;
    }
  }

  /** Waits for the client's end. */
  void await(Connection connection) {
    long ends = System.nanoTime() + MOST_NANOS;
    Socket socket = connection.ownSocket();
    try {
      socket.receiveDeadline(Instant.MAX); // the handler's is over with it
      connection.awaitOffered(ends);
      if (connection.server().hasEndedInput()) {
        awaitTaken(connection, ends);
      } else {
        socket.shutdown(Socket.Half.SEND);
        drop(connection, ends);
      }
    } catch (IOException e) {
      // it has ended in another way, or the time is over
    }
  }

  private static void drop(Connection connection, long ends) throws IOException {
    while (connection.drop(Math.min(ends, System.nanoTime() + QUIET_NANOS))) connection.share();
  }

  /**
   * Where we have ended our input, the client's end is not to be seen, and with both halves ended
   * the kernel would answer to data with a reset. So it is waited for until the client has taken
   * all.
   */
  private static void awaitTaken(Connection connection, long ends) throws IOException {
    for (; System.nanoTime() - ends < 0; LockSupport.parkNanos(connection, NAP_NANOS)) {
      drop(connection, ends);
      if (connection.ownSocket().unsent() == 0) return;
    }
  }
}
