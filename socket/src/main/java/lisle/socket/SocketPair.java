package lisle.socket;

import java.io.Closeable;

/**
 * Two sockets that are connected to each other, socketpair(2). Closing the pair closes both.
 *
 * @param first one end
 * @param second the other end
 */
public record SocketPair(Socket first, Socket second) implements Closeable {
  @Override
  public void close() {
    first.close();
    second.close();
  }
}
