package lisle.socketserver;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import lisle.selectors.Descriptor;
import lisle.selectors.Descriptor.Direction;
import lisle.selectors.Descriptor.Status;
import lisle.socket.Socket;
import lisle.socket.SocketAddress;
import lisle.socket.SocketClosedException;
import lisle.socket.SocketFailure;
import org.jspecify.annotations.Nullable;

/** Accepts connections. */
final class ConnectionListener implements Listener {
  /** After running out of descriptors: the first pause, doubled up to the longest. */
  private static final long FIRST_PAUSE_NANOS = 5_000_000;

  private static final long LONGEST_PAUSE_NANOS = 1_000_000_000;

  private static final String WAITING = "; clients wait until it is over";

  private final Server server;
  private final Endpoint.Opened opened;
  private final Socket socket;
  private final SocketAddress address;

  /** How long nobody comes before the server is told; zero for ever. */
  private final long idleNanos;

  /** As clients come and go, it may be over and begin anew many times a second. */
  private final Seldom failing = new Seldom();

  private final Thread thread;

  /** True while the thread waits for a descriptor to become free. */
  private volatile boolean starved;

  ConnectionListener(Server server, Endpoint.Opened opened) throws IOException {
    this.server = server;
    this.opened = opened;
    this.socket = opened.socket();
    this.address = socket.localAddress();
    this.idleNanos = Server.nanos(server.idleEvery);
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
      Thread.interrupted(); // what a hook has left, or a handler that ran here
      Socket client;
      try {
        client = accept();
        pause = FIRST_PAUSE_NANOS;
      } catch (SocketClosedException e) {
        return;
      } catch (Throwable t) {
        pause = await(t, pause);
        continue;
      }
      if (client == null) continue;
      try {
        server.take(client, address, opened.settings());
      } catch (Throwable t) {
        Log.warn(address + ": a client could not be served", t);
      }
    }
  }

  /**
   * Takes a client; or waits for one where there is none, and answers null. Whoever waits holds no
   * room: another listener may have a client for it.
   */
  private @Nullable Socket accept() throws IOException {
    Socket client = null;
    server.admission.awaitRoom();
    try {
      client = socket.tryAccept();
    } finally {
      if (client == null) server.admission.leaveRoom();
    }
    if (client == null) awaitClient();
    return client;
  }

  private void awaitClient() throws IOException {
    Descriptor descriptor = socket.descriptor();
    long deadline = idleNanos == 0 ? Descriptor.NEVER : System.nanoTime() + idleNanos;
    Status status = descriptor.lock(Direction.READ, deadline);
    if (status == Status.READY) {
      status = descriptor.await(Direction.READ, deadline);
      descriptor.unlock(Direction.READ);
    }
    switch (status) {
      case READY, CLOSED, INTERRUPTED -> {} // accept says which
      case TIMED_OUT -> server.idle();
      case UNWATCHED -> throw Connection.unwatched(socket);
    }
  }

  /** Out of descriptors or memory, mostly: the clients wait in the queue, and so do we. */
  private long await(Throwable t, long pause) {
    failing.warn(address + ": " + reason(t));
    starved = true;
    LockSupport.parkNanos(this, pause);
    starved = false;
    return Math.min(2 * pause, LONGEST_PAUSE_NANOS);
  }

  private static String reason(Throwable t) {
    if (!(t instanceof SocketFailure failure)) return "accept failed: " + t;
    String what =
        switch (failure.errno().name()) {
          // A socket that was given can be shut down by whoever else has it.
          case "EINVAL" -> ": it does not listen any more";
          case "EMFILE" -> WAITING + ": raise ulimit -n, or LimitNOFILE= of its systemd unit";
          case "ENFILE" -> WAITING + ": raise fs.file-max, of the whole system";
          default -> WAITING;
        };
    return failure.call() + ": " + failure.errno() + what;
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
  public int handledBy(Set<Thread> threads) {
    return 0;
  }

  @Override
  public int stuckBehind(Set<Thread> threads) {
    return 0;
  }

  @Override
  public long dropped() {
    return 0;
  }

  @Override
  public void force() {}

  @Override
  public void close() {
    if (socket.isOpen()) opened.close(); // once: its path may be somebody else's by now
  }
}
