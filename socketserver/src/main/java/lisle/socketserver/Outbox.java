package lisle.socketserver;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Frames that go to a peer with what follows them, in one send: see {@link Frames#sendLater}.
 * Whoever sends anything else {@linkplain #flush flushes} first, so nothing overtakes them. Safe
 * for use by any number of threads.
 */
final class Outbox {
  private static final byte[] NOTHING = {};

  private final Peer peer;

  /** Held while they are sent, too: what another thread sends comes behind them. */
  private final ReentrantLock lock = new ReentrantLock();

  /** What waits; borrowed while something does. Guarded by the lock. */
  private byte[] bytes = NOTHING;

  /** How many bytes wait. Written under the lock. */
  private volatile int length;

  Outbox(Peer peer) {
    this.peer = peer;
  }

  /** Takes a frame, and sends those before it if there is no room; false if none has room. */
  boolean add(byte[] frame) throws IOException {
    if (frame.length > Buffers.SIZE) return false;
    lock();
    try {
      if (frame.length > Buffers.SIZE - length) send();
      int present = length;
      if (present == 0) bytes = Buffers.take();
      System.arraycopy(frame, 0, bytes, present, frame.length);
      length = present + frame.length;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Sends what waits, and waits for the peer to take it. */
  void flush() throws IOException {
    if (length == 0) return;
    lock();
    try {
      if (length > 0) send();
    } finally {
      lock.unlock();
    }
  }

  /** Sends what waits as far as the system takes it at once, since the connection is closed. */
  void flushNow() {
    if (length == 0 || !lock.tryLock()) return;
    try {
      if (length > 0) peer.trySend(bytes, length);
    } finally {
      empty();
      lock.unlock();
    }
  }

  /** An interrupt ends the wait, as that of any send; and a send that takes too long, its own. */
  private void lock() throws IOException {
    if (lock.tryLock()) return;
    try {
      lock.lockInterruptibly();
    } catch (InterruptedException e) {
      throw Peer.interrupted();
    }
  }

  private void send() throws IOException {
    boolean stays = false;
    try {
      peer.sendNow(bytes, 0, length);
    } catch (InterruptedIOException e) {
      stays = e.bytesTransferred == 0; // else a part of a frame may have gone
      if (!stays) peer.socket.close();
      throw e;
    } finally {
      if (!stays) empty();
    }
  }

  private void empty() {
    length = 0;
    Buffers.give(bytes);
    bytes = NOTHING;
  }
}
