package lisle.socketserver;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import lisle.socket.Socket;
import lisle.socket.SocketAddress;
import lisle.socket.SocketClosedException;
import lisle.socket.SocketFailure;

/** One listening socket of a server, and the virtual thread that accepts on it. */
final class Listener {
  /** After running out of descriptors: the first pause, doubled up to the longest. */
  private static final long FIRST_PAUSE_NANOS = 5_000_000;

  private static final long LONGEST_PAUSE_NANOS = 1_000_000_000;

  private final Server server;
  private final Socket socket;
  private final SocketAddress address;
  private final Thread thread;

  /** True while the thread waits for a descriptor to become free. */
  private volatile boolean starved;

  Listener(Server server, Socket socket) throws IOException {
    this.server = server;
    this.socket = socket;
    this.address = socket.localAddress();
    this.thread =
        Thread.ofVirtual()
            .name("lisle-accept-" + address)
            .inheritInheritableThreadLocals(false)
            .unstarted(this::run);
  }

  SocketAddress address() {
    return address;
  }

  void start() {
    Log.debug("listening on " + address);
    thread.start();
  }

  private void run() {
    long pause = FIRST_PAUSE_NANOS;
    while (socket.isOpen()) {
      try {
        server.serve(socket.accept());
        pause = FIRST_PAUSE_NANOS;
      } catch (SocketClosedException e) {
        return;
      } catch (Throwable t) {
        // Out of descriptors or memory, mostly: the clients wait in the queue, and so do we.
        if (pause == FIRST_PAUSE_NANOS) Log.warn(address + ": " + reason(t), null);
        starved = true;
        LockSupport.parkNanos(this, pause);
        starved = false;
        pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
      }
    }
  }

  private static String reason(Throwable t) {
    return t instanceof SocketFailure failure
        ? failure.call() + ": " + failure.errno() + "; clients wait until it is over"
        : "accept failed: " + t;
  }

  /** A connection has ended: where a descriptor was wanting, there is one now. */
  void descriptorFreed() {
    if (starved) LockSupport.unpark(thread);
  }

  void close() {
    socket.close();
  }
}
