package lisle.socketserver;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import lisle.socket.Socket;
import lisle.socket.SocketAddress;

/**
 * Replies to the clients of a Unix socket. Each has room for a few alone, ten most often
 * (net.unix.max_dgram_qlen), and whoever sends to it waits for that. A client that takes nothing is
 * to hold up nobody else: what does not go at once is tried again, in its order, by a thread that
 * there is as long as something waits. Safe for use by any number of threads.
 */
final class UnixReplies {
  /** How many wait at most; more are lost. */
  static final int MOST = 1000;

  private static final long SHORTEST_PAUSE_NANOS = 100_000;
  private static final long LONGEST_PAUSE_NANOS = 10_000_000;

  private final Socket socket;
  private final Server server;

  /** What waits, in its order. While there is something, a thread tries. Guarded by this. */
  private final List<Packet.Reply> waiting = new ArrayList<>();

  UnixReplies(Socket socket, Server server) {
    this.socket = socket;
    this.server = server;
  }

  synchronized void send(Packet.Reply reply) {
    boolean behind = waiting.stream().anyMatch(other -> other.to.equals(reply.to));
    if (!behind && isDone(reply)) return;
    if (waiting.size() == MOST) {
      Log.debug(() -> "reply to " + reply.to + ": there is no room for it");
      return;
    }
    if (waiting.isEmpty()) {
      Thread.ofVirtual()
          .name("lisle-unix-replies")
          .inheritInheritableThreadLocals(false)
          .start(this::retry);
    }
    waiting.add(reply);
  }

  /** Sends, if there is room; true also if it can never be sent. */
  private boolean isDone(Packet.Reply reply) {
    try {
      var content = ByteBuffer.wrap(reply.bytes, reply.offset, reply.length);
      if (socket.trySendTo(content, reply.to) == Socket.WOULD_BLOCK) return false;
      server.counters.packetsSent.increment();
      server.counters.bytesSent.add(reply.length);
    } catch (IOException | IllegalArgumentException e) {
      Log.debug(() -> "reply to " + reply.to + ": " + e.getMessage());
    }
    return true;
  }

  private void retry() {
    for (long pause = SHORTEST_PAUSE_NANOS; ; ) {
      LockSupport.parkNanos(this, pause);
      synchronized (this) {
        pause = again() ? SHORTEST_PAUSE_NANOS : Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        if (waiting.isEmpty()) break; // the next to wait starts another thread
      }
    }
    server.changed();
  }

  /**
   * Tries what waits, of each client up to what it has no room for; reports whether any went. For
   * the holder of this.
   */
  private boolean again() {
    Set<SocketAddress> full = new HashSet<>();
    return waiting.removeIf(
        reply -> {
          if (full.contains(reply.to)) return false;
          if (isDone(reply)) return true;
          full.add(reply.to);
          return false;
        });
  }

  /** Returns how many wait. */
  synchronized int size() {
    return waiting.size();
  }

  /** Loses what waits. */
  synchronized void drop() {
    waiting.clear();
  }
}
