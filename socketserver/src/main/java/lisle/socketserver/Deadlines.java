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

  /** For requests, and for waits between them; zero where nobody is held to them. */
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
          if (connection.isLate(now, limit)) connection.endOverdue();
          Conversation conversation = connection.conversation;
          if (conversation != null) conversation.endIfIdle(now, idleLimit);
        } catch (Throwable t) {
          Log.warn(connection + ": its deadline could not be kept", t);
        }
      }
    }
  }

  private boolean isOver(Connection connection, long now) {
    Conversation conversation = connection.conversation;
    return connection.isLate(now, limit)
        || (conversation != null && conversation.isIdle(now, idleLimit));
  }
}
