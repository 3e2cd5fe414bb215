package lisle.socketserver;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.locks.LockSupport;
import lisle.socket.Socket;
import lisle.socket.SocketAddress;
import lisle.socket.SocketClosedException;
import lisle.socket.SocketFailure;

/** Accepts connections. */
final class ConnectionListener implements Listener {
  /** After running out of descriptors: the first pause, doubled up to the longest. */
  private static final long FIRST_PAUSE_NANOS = 5_000_000;

  private static final long LONGEST_PAUSE_NANOS = 1_000_000_000;

  private final Server server;
  private final Endpoint.Opened opened;
  private final Socket socket;
  private final SocketAddress address;
  private final Thread thread;

  /** True while the thread waits for a descriptor to become free. */
  private volatile boolean starved;

  ConnectionListener(Server server, Endpoint.Opened opened) throws IOException {
    this.server = server;
    this.opened = opened;
    this.socket = opened.socket();
    this.address = socket.localAddress();
    if (!server.idleEvery.isZero()) socket.receiveTimeout(server.idleEvery);
    this.thread =
        Thread.ofVirtual()
            .name("lisle-accept-" + address)
            .inheritInheritableThreadLocals(false)
            .unstarted(this::run);
  }

  @Override
  public SocketAddress address() {
    return address;
  }

  @Override
  public void start() {
    Log.debug(() -> "listening on " + address);
    thread.start();
  }

  private void run() {
    long pause = FIRST_PAUSE_NANOS;
    while (socket.isOpen()) {
      server.admission.awaitRoom();
      Socket client;
      try {
        client = socket.accept();
        pause = FIRST_PAUSE_NANOS;
      } catch (SocketTimeoutException e) {
        server.admission.leaveRoom();
        server.idle();
        continue;
      } catch (SocketClosedException e) {
        return;
      } catch (Throwable t) {
        server.admission.leaveRoom();
        pause = await(t, pause);
        continue;
      }
      try {
        server.take(client, address);
      } catch (Throwable t) {
        Log.warn(address + ": a client could not be served", t);
      }
    }
  }

  /** Out of descriptors or memory, mostly: the clients wait in the queue, and so do we. */
  private long await(Throwable t, long pause) {
    if (pause == FIRST_PAUSE_NANOS) Log.warn(address + ": " + reason(t), null);
    starved = true;
    LockSupport.parkNanos(this, pause);
    starved = false;
    return Math.min(2 * pause, LONGEST_PAUSE_NANOS);
  }

  private static String reason(Throwable t) {
    return t instanceof SocketFailure failure
        ? failure.call() + ": " + failure.errno() + "; clients wait until it is over"
        : "accept failed: " + t;
  }

  @Override
  public void descriptorFreed() {
    if (starved) LockSupport.unpark(thread);
  }

  @Override
  public void stop() {
    close();
  }

  @Override
  public int unfinished() {
    return 0;
  }

  @Override
  public void force() {}

  @Override
  public void close() {
    if (socket.isOpen()) opened.close(); // once: its path may be somebody else's by now
  }
}
