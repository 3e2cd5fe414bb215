package lisle.socketserver;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The messages that were offered to a client and are yet to go. While there are some, a virtual
 * thread sends them; whoever offers one never waits. Safe for use by any number of threads.
 */
final class Outgoing {
  /** Small messages that wait together are sent together, up to this. */
  private static final int JOINED = 1 << 14;

  /** What a message takes to be kept, besides its bytes: many small ones are a lot of memory. */
  private static final long OVERHEAD = 32;

  private final Connection connection;
  private final int most;

  /** They are part of a stream, so that several can go as one. */
  private final boolean joins;

  /** In their order. They are the callers' arrays. Guarded by this. */
  private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();

  /** Of those, and of what is being sent. Guarded by this. */
  private long bytes;

  /** How many were ever taken, and how many of these have gone. Guarded by this. */
  private long taken;

  private long gone;

  /** The same, with what is being sent. Guarded by this. */
  private long leaving;

  /** A thread sends. Guarded by this. */
  private boolean sending;

  /** Nothing goes any more. Guarded by this. */
  private boolean ended;

  Outgoing(Connection connection, int most, boolean joins) {
    this.connection = connection;
    this.most = most;
    this.joins = joins;
  }

  /** Takes a message, if there is room; else this is the end. */
  boolean offer(byte[] message) {
    synchronized (this) {
      if (ended) return false;
      if (bytes + OVERHEAD * (taken - gone) + message.length <= most) {
        if (!sending) {
          Thread.ofVirtual()
              .name("lisle-offered")
              .inheritInheritableThreadLocals(false)
              .start(this::send);
          sending = true;
        }
        waiting.add(message);
        bytes += message.length;
        taken++;
        return true;
      }
      end();
    }
    Log.debug(() -> connection + ": it takes too little of what it is offered, and is closed");
    connection.endOverdue();
    return false;
  }

  @SuppressWarnings("ThreadPriorityCheck") // to yield is the purpose: see Peer.share
  private void send() {
    try {
      byte[] some = next(0);
      for (int sends = 1; some != null; sends++) {
        connection.sendOffered(some);
        if (sends % Peer.SHARE == 0) Thread.yield();
        some = next(some.length);
      }
    } catch (IOException e) { // the connection is over, as its handler is told
      Log.debug(() -> connection + ": what it was offered is lost: " + e.getMessage());
      end();
    } catch (Throwable t) { // there is no memory
      end();
      connection.close();
      throw t;
    }
  }

  /** So many bytes have gone. Returns what goes next, all of which is ours; null for nothing. */
  private synchronized byte @Nullable [] next(int went) {
    if (ended) return null;
    bytes -= went;
    gone = leaving;
    notifyAll();
    byte[] first = waiting.poll();
    if (first == null) {
      sending = false;
      return null;
    }
    leaving++;
    byte[] second = waiting.peek();
    if (!joins || second == null || first.length + (long) second.length > JOINED) return first;
    ByteArrayOutputStream joined = new ByteArrayOutputStream(JOINED);
    joined.writeBytes(first);
    for (byte[] more; (more = waiting.peek()) != null; leaving++) {
      if (joined.size() + (long) more.length > JOINED) break;
      joined.writeBytes(waiting.remove());
    }
    return joined.toByteArray();
  }

  /** Nothing goes any more: what waits is dropped, and who waits for it goes on. */
  private synchronized void end() {
    ended = true;
    waiting.clear();
    bytes = 0;
    notifyAll();
  }

  /** Returns how many bytes wait, or are being sent. */
  synchronized long bytes() {
    return bytes;
  }

  /** Waits until all that was taken before has gone, or never will. */
  synchronized void awaitGone() throws InterruptedIOException {
    long before = taken;
    try {
      while (gone < before && !ended) wait();
    } catch (InterruptedException e) {
      throw Peer.interrupted();
    }
  }

  /** Waits until nothing is left, or a time of {@link System#nanoTime}. */
  synchronized void awaitGone(long deadline) throws InterruptedIOException {
    try {
      while (gone < taken && !ended) {
        long left = deadline - System.nanoTime();
        if (left <= 0) return;
        wait(left / 1_000_000 + 1);
      }
    } catch (InterruptedException e) {
      throw Peer.interrupted();
    }
  }
}
