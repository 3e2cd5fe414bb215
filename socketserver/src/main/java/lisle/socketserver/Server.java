package lisle.socketserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import lisle.socket.Socket;
import lisle.socket.SocketAddress;
import lisle.socket.SocketClosedException;
import lisle.socket.SocketFailure;
import org.jspecify.annotations.Nullable;

/**
 * A server of stream connections: it accepts clients, and runs a {@link ConnectionHandler} for each
 * on a virtual thread of its own.
 *
 * <pre>{@code
 * try (Server server = Server.builder()
 *     .listen(SocketAddress.parse("127.0.0.1:8888"))
 *     .handler(connection -> {
 *       byte[] buffer = new byte[4096];
 *       for (int n; (n = connection.receive(buffer)) > 0; ) connection.sendAll(buffer, 0, n);
 *     })
 *     .start()) {
 *   server.awaitShutdown();
 * }
 * }</pre>
 *
 * <pre>
 *   start        shutdown: listeners close, handlers are told       all done, or the time is over
 *   -----> RUNNING ------------------------------------> STOPPING ----------------------------> DONE
 * </pre>
 *
 * <p>A slow client holds up nobody. Where descriptors run out, clients wait in the listener's queue
 * until there is one again. Safe for use by any number of threads.
 */
public final class Server implements AutoCloseable {
  private final ConnectionHandler handler;
  private final boolean endInputOnShutdown;
  private final List<Listener> listeners = new ArrayList<>();
  private final Set<Connection> active = ConcurrentHashMap.newKeySet();
  private final LongAdder accepted = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder vanished = new LongAdder();

  /** Written under this, which is notified then, and while stopping when a connection ends. */
  private volatile boolean stopping;

  private boolean done;

  private Server(Builder builder, ConnectionHandler handler) {
    this.handler = handler;
    this.endInputOnShutdown = builder.endInputOnShutdown;
  }

  /** Returns what sets a server up. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets a server up. Not safe for use by several threads. */
  public static final class Builder {
    private final List<SocketAddress> addresses = new ArrayList<>();
    private @Nullable ConnectionHandler handler;
    private boolean endInputOnShutdown;

    private Builder() {}

    /** Listens on one more address. */
    public Builder listen(SocketAddress address) {
      addresses.add(address);
      return this;
    }

    /** Says what is done with a connection. */
    public Builder handler(ConnectionHandler handler) {
      this.handler = handler;
      return this;
    }

    /**
     * Ends what each connection receives when the server shuts down, so that a handler that waits
     * for the next message meets the end of the stream instead: it has answered all that came.
     * Without this, a shutdown waits for handlers to end as if nothing had happened.
     */
    public Builder endInputOnShutdown() {
      endInputOnShutdown = true;
      return this;
    }

    /**
     * Binds all addresses, and begins to serve.
     *
     * @throws IllegalStateException if there is no handler or no address
     * @throws IOException if an address cannot be had; then none is kept
     */
    public Server start() throws IOException {
      if (handler == null) throw new IllegalStateException("a server needs a handler");
      if (addresses.isEmpty()) throw new IllegalStateException("a server needs an address");
      Server server = new Server(this, handler);
      try {
        for (SocketAddress address : addresses) {
          server.listeners.add(new Listener(server, Socket.listenOn(address)));
        }
      } catch (Throwable t) {
        for (Listener listener : server.listeners) listener.close();
        throw t;
      }
      for (Listener listener : server.listeners) listener.start();
      return server;
    }
  }

  /** Returns the addresses that it listens on, with the ports that the system chose. */
  public List<SocketAddress> addresses() {
    return listeners.stream().map(Listener::address).toList();
  }

  /** Returns the first of {@link #addresses}. */
  public SocketAddress address() {
    return listeners.getFirst().address();
  }

  /** Returns what it has done so far. */
  public Totals totals() {
    return new Totals(accepted.sum(), active.size(), failed.sum(), vanished.sum());
  }

  /** Takes over a connection that was accepted. */
  void serve(Socket socket) {
    accepted.increment();
    SocketAddress remote;
    try {
      remote = Objects.requireNonNullElse(socket.remoteAddress(), address());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Connection connection = new Connection(this, socket, remote);
    active.add(connection);
    try {
      Thread.ofVirtual().inheritInheritableThreadLocals(false).start(() -> run(connection));
    } catch (Throwable t) {
      ended(connection);
      throw t;
    }
  }

  private void run(Connection connection) {
    try {
      handler.handle(connection);
    } catch (Throwable t) {
      if (isEnd(t)) {
        vanished.increment();
        Log.debug(connection + ": " + t.getMessage());
      } else {
        failed.increment();
        Log.warn(connection + ": its handler failed", t);
      }
    } finally {
      ended(connection);
    }
  }

  /** Whether an exception says no more than that the connection is no longer there. */
  private static boolean isEnd(Throwable t) {
    if (t instanceof SocketClosedException) return true;
    return t instanceof SocketFailure failure
        && switch (failure.errno().name()) {
          case "ECONNRESET", "EPIPE", "ETIMEDOUT", "ECONNABORTED", "ENOTCONN" -> true;
          default -> false;
        };
  }

  private void ended(Connection connection) {
    connection.close();
    active.remove(connection);
    for (Listener listener : listeners) listener.descriptorFreed();
    if (stopping) {
      synchronized (this) {
        notifyAll();
      }
    }
  }

  /**
   * Shuts down in steps: stops listening, tells the handlers, waits for them, and closes the
   * connections that are left when the time is over. Returns when all handlers of closed
   * connections have been told; who comes second waits for the first.
   *
   * @param grace how long handlers may take; zero to close at once
   * @return how many connections ended by themselves, and how many had to be closed
   */
  public Shutdown shutdown(Duration grace) {
    synchronized (this) {
      if (stopping) {
        awaitDone();
        return new Shutdown(0, 0);
      }
      stopping = true;
    }
    for (Listener listener : listeners) listener.close();
    List<Connection> present = List.copyOf(active);
    if (endInputOnShutdown) {
      for (Connection connection : present) endInput(connection);
    }
    awaitEnds(grace);
    List<Connection> left = List.copyOf(active);
    for (Connection connection : left) connection.close();
    synchronized (this) {
      done = true;
      notifyAll();
    }
    return new Shutdown(Math.max(0, present.size() - left.size()), left.size());
  }

  private static void endInput(Connection connection) {
    try {
      connection.socket().shutdown(Socket.Half.RECEIVE);
    } catch (IOException e) {
      Log.debug(connection + ": " + e.getMessage());
    }
  }

  private synchronized void awaitEnds(Duration grace) {
    long deadline = System.nanoTime() + grace.toNanos();
    boolean interrupted = false;
    while (!active.isEmpty()) {
      long remaining = deadline - System.nanoTime();
      if (remaining <= 0 || interrupted) break;
      try {
        wait(remaining / 1_000_000 + 1);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) Thread.currentThread().interrupt();
  }

  private void awaitDone() {
    try {
      awaitShutdown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until the server has shut down. */
  public synchronized void awaitShutdown() throws InterruptedException {
    while (!done) wait();
  }

  /** Shuts down at once: see {@link #shutdown}. */
  @Override
  public void close() {
    shutdown(Duration.ZERO);
  }
}
