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
  private final boolean takesPackets;

  /** What the connection has got for itself; null until it has begun. */
  private @Nullable FrameHandler handler;

  /** Since when it waits, for the idle time; zero while a thread serves. Written under this. */
  private volatile long restsSince;

  /** It has waited for longer than allowed. Set under this, while it waits. */
  private volatile boolean idleOver;

  /** The handler was called since a thread serves. For that thread. */
  private boolean answered;

  /** A wait has ended, so there may be something. For the thread that serves. */
  private boolean due;

  Conversation(Server server, Connection connection, FrameHandler origin, Framing framing) {
    this.server = server;
    this.connection = connection;
    this.origin = origin;
    this.frames = connection.frames(framing);
    this.takesPackets = framing.takesPackets();
  }

  /** Serves until there is nothing more for now, or for good. */
  void serve() {
    goOn(true);
  }

  /**
   * Ends it, where that is due and nothing is there to handle: true. Called before an executor is
   * asked, which may be busy for long, and maybe with the one who waits for this end.
   */
  boolean endsAlready() {
    return (isToEnd() || !connection.ownSocket().isOpen()) && !goOn(false);
  }

  /** Handles what is there, or only receives it; false once it has ended. */
  private boolean goOn(boolean handles) {
    isServed();
    End end = End.FINISHED;
    boolean goesOn = false;
    try {
      if (handler == null) begin();
      goesOn = handles ? handleFrames() : receive();
    } catch (Throwable t) {
      end = server.ended(connection, t);
      connection.flushAfterFailure();
    } finally {
      if (!goesOn) {
        connection.handled();
        if (answered) server.endAnswered(connection, end);
        else server.end(connection, end);
      }
    }
    return goesOn;
  }

  private boolean receive() throws IOException {
    if (frames.isEmpty() || !connection.ownSocket().isOpen()) {
      int n = next(); // which does not wait, as it is to end
      if (n < 0) return false;
      frames.takeLent(n);
    }
    connection.runBy(null); // until the executor has a thread
    return true;
  }

  private void begin() throws Exception {
    answered = true;
    server.begun(connection, System.nanoTime());
    handler = requireNonNull(origin.begin(connection), "begin returned no handler");
  }

  /** Handles what there is; true if it waits for more, false at the end. */
  private boolean handleFrames() throws Exception {
    FrameHandler own = requireNonNull(handler);
    for (int handled = 0; ; handled++) {
      boolean finishes = connection.isFinishing();
      boolean givesWay = handled == Peer.SHARE && !server.hasOwnThreads;
      if (finishes || givesWay || frames.isEmpty()) connection.flush();
      connection.requestEnds(); // with its answer
      if (finishes) return false;
      if (givesWay) {
        connection.rests();
        server.resume(connection, this); // others that wait for the executor come first
        return true;
      }
      byte @Nullable [] bytes;
      try {
        if (frames.isEmpty() || !connection.ownSocket().isOpen()) { // the next receive says so
          int n = next();
          if (n < 0) return n == WAITS;
          frames.takeLent(n);
        }
        bytes = frames.receive(); // its first byte is there
      } catch (FrameException e) {
        refuse(own, e);
        continue;
      }
      if (bytes == null) return false; // nothing can be cut any more, as its handler was told
      handle(own, bytes);
    }
  }

  private void handle(FrameHandler own, byte[] bytes) throws Exception {
    answered = true;
    long began = System.nanoTime();
    try {
      own.handle(new Frame(frames, bytes));
    } finally {
      server.counters.handlerTime.add(System.nanoTime() - began);
    }
    if (!connection.isFinishing()) frames.drop(); // what came with it and was over its limit
  }

  private void refuse(FrameHandler own, FrameException reason) throws Exception {
    if (!reason.isOverLimit()) throw reason;
    answered = true;
    idleOver = false; // something has come
    own.refuse(frames, reason);
    if (!connection.isFinishing()) frames.drop();
  }

  /** Receives what there is: how many bytes, -1 at the end, or {@link #WAITS}. */
  private int next() throws IOException {
    frames.giveBack();
    for (; ; ) {
      int status = due ? 0 : letWait();
      due = false;
      if (status < 0) return status;
      // Nothing, also where another thread has its turn just now.
      int n = connection.tryLend(takesPackets);
      if (n != Socket.WOULD_BLOCK) {
        idleOver = false;
        return n;
      }
    }
  }

  /** Has it wait if nothing is there: {@link #WAITS}. If it is to end then, -1; 0 to go on. */
  private int letWait() throws IOException {
    Descriptor descriptor = connection.ownSocket().descriptor();
    Status status = descriptor.lock(Direction.READ, Descriptor.NEVER);
    if (status == Status.READY) {
      boolean input = descriptor.hasInput();
      boolean ends = !input && isToEnd();
      if (!input && !ends) {
        rests();
        status = descriptor.whenReady(Direction.READ, this);
        if (status == null) return WAITS;
        isServed();
      }
      descriptor.unlock(Direction.READ);
      if (ends && idleOver) throw connection.timedOut();
      if (ends) return -1;
    }
    connection.check(status);
    return 0;
  }

  /** Called where there may be something, by whoever has seen that: see {@link Descriptor}. */
  @Override
  public void run() {
    Descriptor descriptor = connection.ownSocket().descriptor();
    descriptor.reset(Direction.READ); // what comes from now on may be more than we receive next
    due = true; // before the next turn, which may be another thread's
    descriptor.unlock(Direction.READ);
    server.resume(connection, this);
  }

  /** Tells the handler of the end, if it has begun; for who ends the connection. */
  void ended(End end) {
    if (handler != null) handler.end(connection, end);
  }

  // How long it waits

  private void rests() {
    connection.rests();
    if (server.idleNanos == 0) return;
    synchronized (this) {
      idleOver = false;
      restsSince = System.nanoTime() | 1;
    }
  }

  private void isServed() {
    if (server.idleNanos != 0) {
      synchronized (this) {
        restsSince = 0;
      }
    }
    answered = false;
    connection.runBy(Thread.currentThread());
  }

  /** Reports whether nothing has come for longer than allowed by now. */
  boolean isIdle(long now, long limit) {
    long since = restsSince;
    return since != 0 && now - since > limit;
  }

  /** Has it end because nothing comes, unless something has come just now. */
  void endIfIdle(long now, long limit) {
    synchronized (this) {
      if (!isIdle(now, limit)) return;
      idleOver = true;
    }
    wake();
  }

  /** Has it look again, if it waits. */
  void wake() {
    connection.ownSocket().descriptor().wake(Direction.READ);
  }

  /** Reports whether it is to end unless there is something still. */
  private boolean isToEnd() {
    return idleOver || connection.isStopping();
  }
}
