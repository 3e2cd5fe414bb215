package lisle.socketserver;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import lisle.socket.Socket;
import org.jspecify.annotations.Nullable;

/** The end of a server: {@link Server#shutdown}, who waits for it, and what is left to wait for. */
final class Ending {
  /** How long handlers have that were closed and interrupted, before they count as abandoned. */
  private static final long LAST_NANOS = 1_000_000_000;

  private final Server server;
  private final List<Listener> listeners;
  private final ActiveConnections active;
  private final boolean endInput;

  /** The executor is one that runs one at a time. */
  private final boolean oneAtATime;

  /** Written under this, which is notified then, and from then on when a connection ends. */
  private volatile boolean begun;

  /** When handlers have to be done, once it has begun. Guarded by this. */
  private long graceEnds;

  /** Who shuts down, or waits for that: a handler that does is not waited for. */
  private final Set<Thread> stoppers = ConcurrentHashMap.newKeySet();

  /** Guarded by this. */
  private @Nullable Shutdown report;

  /**
   * Those of {@link #shutdownOnExit}, until there is nothing left to do for them. Guarded by this.
   */
  private final List<Thread> exitHooks = new ArrayList<>();

  Ending(Server server, ServerBuilder builder) {
    this.server = server;
    this.listeners = server.listeners;
    this.active = server.active;
    this.endInput = builder.endInputOnShutdown;
    this.oneAtATime = builder.oneAtATime;
  }

  /** Reports whether it has begun. */
  boolean begun() {
    return begun;
  }

  /** Reports whether connections receive nothing more, as it has begun. */
  boolean hasEndedInput() {
    return begun && endInput;
  }

  Shutdown shutdown(Duration grace) {
    long ends = System.nanoTime() + Server.nanos(grace);
    synchronized (this) {
      if (report != null) return report;
      stoppers.add(Thread.currentThread());
      if (!begun || ends - graceEnds < 0) graceEnds = ends;
      if (begun) {
        notifyAll();
        return awaitReport();
      }
      begun = true;
    }
    for (Listener listener : listeners) listener.stop();
    server.admission.stopWaiting();
    int present = active.size() + listeners.stream().mapToInt(Listener::unfinished).sum();
    for (Connection connection : active.list()) tell(connection);
    server.stopping();
    awaitEnds(() -> graceEnds, true);
    List<Connection> left = others();
    int lingering = (int) left.stream().filter(Connection::isLingering).count();
    int closed = left.size() - lingering + packets();
    int finished = Math.max(0, present - closed - own());
    for (Connection connection : left) {
      connection.force();
      server.endQueued(connection);
    }
    for (Listener listener : listeners) listener.force();
    long last = System.nanoTime() + LAST_NANOS;
    awaitEnds(() -> last, false);
    for (Listener listener : listeners) listener.close();
    if (server.deadlines != null) server.deadlines.stop();
    left = others();
    for (Connection connection : left) {
      Log.warn(connection + ": its handler runs on after the shutdown", null);
    }
    Shutdown result = new Shutdown(finished, closed, left.size() + packets());
    Log.debug(() -> "shut down: " + result);
    end(result);
    return result;
  }

  private void tell(Connection connection) {
    if (endInput) {
      try {
        connection.ownSocket().shutdown(Socket.Half.RECEIVE);
      } catch (IOException e) {
        Log.debug(() -> connection + ": " + e.getMessage());
      }
    }
    Conversation conversation = connection.conversation;
    if (conversation != null) conversation.wake();
  }

  private synchronized void end(Shutdown result) {
    report = result;
    stoppers.clear();
    notifyAll();
    try {
      for (Thread hook : exitHooks) Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the JVM is ending
    }
    exitHooks.clear();
  }

  // Who waits

  /** Reports whether a thread waits for the shutdown, and so is not to be waited for. */
  boolean isStopper(Thread thread) {
    return stoppers.contains(thread);
  }

  private synchronized Shutdown awaitReport() {
    boolean interrupted = false;
    while (report == null) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) Thread.currentThread().interrupt();
    return report;
  }

  synchronized void await() throws InterruptedException {
    while (report == null) wait();
  }

  synchronized void shutdownOnExit(Duration grace) {
    if (report != null) return;
    Thread hook = new Thread(() -> shutdown(grace), "lisle-shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
    exitHooks.add(hook);
  }

  // What there is to wait for

  /** There may be nothing left to wait for. */
  synchronized void changed() {
    notifyAll();
  }

  private synchronized void awaitEnds(LongSupplier deadline, boolean interruptible) {
    boolean interrupted = false;
    // Only where few are left is it worth asking who serves them.
    while (active.size() > stoppers.size() || !others().isEmpty() || packets() > 0) {
      long remaining = deadline.getAsLong() - System.nanoTime();
      if (remaining <= 0 || (interrupted && interruptible) || isStuck()) break;
      try {
        wait(remaining / 1_000_000 + 1);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) Thread.currentThread().interrupt();
  }

  /** Returns the connections that are served by somebody who does not wait for the shutdown. */
  private List<Connection> others() {
    return active.those(connection -> !connection.isRunByOneOf(stoppers));
  }

  /** How many packets, and replies to them, are under way with others. */
  private int packets() {
    int sum = 0;
    for (Listener listener : listeners) sum += listener.unfinished() - listener.handledBy(stoppers);
    return sum;
  }

  /** How many connections and packets are handled by those who wait for the shutdown. */
  private int own() {
    int sum = active.those(connection -> connection.isRunByOneOf(stoppers)).size();
    for (Listener listener : listeners) sum += listener.handledBy(stoppers);
    return sum;
  }

  /**
   * Reports whether one at a time runs, who waits for the shutdown, and all that is left waits for
   * its turn.
   */
  private boolean isStuck() {
    if (!oneAtATime) return false;
    int packets = packets();
    for (Listener listener : listeners) packets -= listener.stuckBehind(stoppers);
    List<Connection> left = others();
    boolean turnIsTaken = left.isEmpty() || active.size() > left.size();
    return packets <= 0 && turnIsTaken && left.stream().allMatch(Connection::isQueued);
  }
}
