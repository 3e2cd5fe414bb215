package lisle.socketserver;

import java.io.IOException;
import lisle.socket.Socket;
import lisle.socket.SocketOption;

/**
 * How many datagrams the kernel has dropped that came to a socket, since this was made. The kernel
 * is asked when somebody wants to know, which costs nothing per datagram, and tells of the last
 * ones too, behind which nothing came. Safe for use by any number of threads.
 */
final class Drops {
  private final Socket socket;

  /** What the kernel counted when it was asked last: 32 bits of it. Guarded by this. */
  private int seen;

  /** Guarded by this. */
  private long count;

  Drops(Socket socket) {
    this.socket = socket;
    count();
    count = 0; // what was before us
  }

  /** Returns how many; as of the end, of a socket that is closed. */
  synchronized long count() {
    try {
      int now = (int) socket.get(SocketOption.SO_MEMINFO).dropped();
      count += Integer.toUnsignedLong(now - seen);
      seen = now;
    } catch (IOException e) {
      // it is closed, or this is Linux before 4.12, which does not tell
    }
    return count;
  }
}
