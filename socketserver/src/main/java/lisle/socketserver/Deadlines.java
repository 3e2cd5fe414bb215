package lisle.socketserver;

import java.util.concurrent.locks.LockSupport;

/**
 * Ends connections whose request takes too long, also where the handler waits for nothing, and
 * those that wait without a thread, and would wait for too long.
 */
final class Deadlines {
  private static final long SHORTEST_NANOS = 5_000_000;
  private static final long LONGEST_NANOS = 1_000_000_000;

  private final ActiveConnections connections;

  /** For requests, and for waits between them; zero for none. */
  private final long limit;

  private final long idleLimit;
  private final Thread thread;
  private volatile boolean stopped;

  Deadlines(ActiveConnections connections, long limit, long idleLimit) {
    this.connections = connections;
    this.limit = limit;
    this.idleLimit = idleLimit;
    this.thread =
        Thread.ofVirtual()
            .name("lisle-deadlines")
            .inheritInheritableThreadLocals(false)
            .unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  void stop() {
    stopped = true;
    LockSupport.unpark(thread);
  }

  private void run() {
    long shortest = Math.min(limit == 0 ? idleLimit : limit, idleLimit == 0 ? limit : idleLimit);
    long every = Math.clamp(shortest / 8, SHORTEST_NANOS, LONGEST_NANOS);
    while (!stopped) {
      LockSupport.parkNanos(this, every);
      long now = System.nanoTime();
      for (Connection connection : connections.those(one -> isOver(one, now))) {
        try {
          if (isLate(connection, now)) connection.endOverdue();
          if (idleLimit != 0) connection.endIdle(now, idleLimit);
        } catch (Throwable t) {
          Log.warn(connection + ": its deadline could not be kept", t);
        }
      }
    }
  }

  private boolean isOver(Connection connection, long now) {
    return isLate(connection, now) || isIdle(connection, now);
  }

  private boolean isLate(Connection connection, long now) {
    return limit != 0 && connection.isLate(now, limit);
  }

  private boolean isIdle(Connection connection, long now) {
    return idleLimit != 0 && connection.isIdle(now, idleLimit);
  }
}
