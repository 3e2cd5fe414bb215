package lisle.socketserver;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import lisle.selectors.Descriptor;
import lisle.selectors.Descriptor.Direction;
import lisle.selectors.Descriptor.Status;
import lisle.socket.Socket;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one connection, handled one after the other; between them it holds neither a thread
 * nor a buffer.
 *
 * <pre>
 *                   nothing is there: the read lock and this task go to the descriptor
 *   begin ---> SERVES -----------------------------------------------------> WAITS
 *                | ^                                                           |
 *   end, fault   | +------ an edge, a close, the idle time, a shutdown: -------+
 *                v         the lock is given back, and a thread serves on
 *              ENDED
 * </pre>
 *
 * <p>One thread at a time serves. It is the only one that lets the connection wait, and then
 * touches nothing of it any more: another may serve already. A close, the idle time and a shutdown
 * first say so and then wake; so they are either seen before the wait, or end it.
 */
final class Conversation implements Runnable {
  /** Another thread serves on, once there is something; beside what {@link Connection} says. */
  private static final int WAITS = Integer.MIN_VALUE;

  private final Server server;
  private final Connection connection;
  private final FrameHandler origin;
  private final Frames frames;

  /** What the connection has got for itself; null until it has begun. */
  private @Nullable FrameHandler handler;

  Conversation(Server server, Connection connection, FrameHandler origin, Framing framing) {
    this.server = server;
    this.connection = connection;
    this.origin = origin;
    this.frames = connection.frames(framing);
  }

  /** Serves until there is nothing more for now, or for good. */
  void serve() {
    connection.runBy(Thread.currentThread());
    End end = End.FINISHED;
    boolean goesOn = false;
    try {
      if (handler == null) begin();
      goesOn = handleFrames();
    } catch (Throwable t) {
      end = server.ended(connection, t);
    } finally {
      if (!goesOn) end(end);
    }
  }

  private void end(End how) {
    connection.handled();
    server.end(connection, how);
  }

  /**
   * Ends it, where that is due and nothing is there to handle: true. Called before an executor is
   * asked, which may be busy for long, and maybe with the one who waits for this end.
   */
  boolean endsAlready() {
    if (!connection.isToEnd() && connection.ownSocket().isOpen()) return false;
    connection.runBy(Thread.currentThread());
    End end = End.FINISHED;
    boolean goesOn = false;
    try {
      int n = next(); // does not wait
      goesOn = n > 0;
      if (goesOn) {
        frames.takeLent(n);
        connection.runBy(null); // until the executor has a thread
      }
    } catch (Throwable t) {
      end = server.ended(connection, t);
    } finally {
      if (!goesOn) end(end);
    }
    return !goesOn;
  }

  private void begin() throws Exception {
    server.begun(connection, System.nanoTime());
    handler = requireNonNull(origin.begin(connection), "begin returned no handler");
  }

  /** Handles what there is; true if it waits for more, false at the end. */
  private boolean handleFrames() throws Exception {
    FrameHandler own = requireNonNull(handler);
    for (; ; ) {
      connection.requestEnds();
      if (frames.isEmpty() || !connection.ownSocket().isOpen()) { // the next receive says so
        int n = next();
        if (n < 0) return n == WAITS;
        frames.takeLent(n);
      }
      byte[] bytes = requireNonNull(frames.receive()); // its first byte is there
      long began = System.nanoTime();
      try {
        own.handle(frames.frame(bytes));
      } finally {
        server.counters.handlerTime.add(System.nanoTime() - began);
      }
    }
  }

  /** Receives what there is: how many bytes, -1 at the end, or {@link #WAITS}. */
  private int next() throws IOException {
    frames.giveBack();
    Descriptor descriptor = connection.ownSocket().descriptor();
    boolean seen = false; // that there is nothing
    for (; ; ) {
      Status status = descriptor.lock(Direction.READ, Descriptor.NEVER);
      if (status == Status.READY) {
        if ((seen || !descriptor.worthReading()) && !connection.isToEnd()) {
          connection.rests();
          status = descriptor.whenReady(Direction.READ, this);
          if (status == null) return WAITS;
          connection.runBy(Thread.currentThread());
        }
        descriptor.unlock(Direction.READ);
      }
      connection.check(status);
      int n = connection.tryLend();
      if (n != Socket.WOULD_BLOCK) return n;
      if (connection.isIdleOver()) throw connection.timedOut();
      if (server.isStopping()) return -1;
      seen = true;
    }
  }

  /** Called where there may be something, by whoever has seen that: see {@link Descriptor}. */
  @Override
  public void run() {
    connection.ownSocket().descriptor().unlock(Direction.READ);
    server.resume(connection, this);
  }
}
