package lisle.socketserver;

import java.io.IOException;
import java.time.Duration;
import lisle.socket.Linger;
import lisle.socket.Socket;
import lisle.socket.SocketOption;

/**
 * The end of a connection whose client has sent more than was received, such as a request that was
 * answered before it had come whole. To close it there and then would reset it, and what is still
 * on its way to the client would be lost: RFC 1122, section 4.2.2.13. So our half ends first, and
 * what comes is dropped until the client ends its own, for a short time.
 */
final class Lingering {
  /** How long at most, all in all. */
  private static final long NANOS = 5_000_000_000L;

  private Lingering() {}

  /** Reports whether there is something that nobody received; unless the handler wants a reset. */
  static boolean isDue(Connection connection) {
    Socket socket = connection.ownSocket();
    try {
      return socket.isOpen()
          && socket.available() > 0
          && socket.get(SocketOption.SO_LINGER).equals(Linger.OFF);
    } catch (IOException e) {
      return false;
    }
  }

  /** Waits for the client's end. */
  static void await(Connection connection) {
    long ends = System.nanoTime() + NANOS;
    Socket socket = connection.ownSocket();
    byte[] scrap = Buffers.take();
    try {
      socket.shutdown(Socket.Half.SEND);
      for (long left; (left = ends - System.nanoTime()) > 0; connection.share()) {
        socket.receiveTimeout(Duration.ofNanos(left));
        if (socket.receive(scrap) < 0) return;
      }
    } catch (IOException e) {
      // it has ended in another way, or the time is over
    } finally {
      Buffers.give(scrap);
    }
  }
}
