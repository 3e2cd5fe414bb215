package lisle.socketserver;

import java.util.concurrent.locks.LockSupport;

/** Ends connections whose request takes too long, also where the handler waits for nothing. */
final class Deadlines {
  private static final long SHORTEST_NANOS = 5_000_000;
  private static final long LONGEST_NANOS = 1_000_000_000;

  private final ActiveConnections connections;
  private final long limit;
  private final Thread thread;
  private volatile boolean stopped;

  Deadlines(ActiveConnections connections, long limit) {
    this.connections = connections;
    this.limit = limit;
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
    long every = Math.clamp(limit / 8, SHORTEST_NANOS, LONGEST_NANOS);
    while (!stopped) {
      LockSupport.parkNanos(this, every);
      long now = System.nanoTime();
      for (Connection connection : connections.those(one -> one.isLate(now, limit))) {
        try {
          if (connection.isLate(now, limit)) connection.endOverdue();
        } catch (Throwable t) {
          Log.warn(connection + ": its deadline could not be kept", t);
        }
      }
    }
  }
}
