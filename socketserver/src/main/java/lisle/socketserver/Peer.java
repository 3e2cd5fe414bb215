package lisle.socketserver;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import lisle.socket.MessageFlags;
import lisle.socket.Socket;
import lisle.socket.SocketType;
import org.jspecify.annotations.Nullable;

/**
 * Who {@link Frames} come from and go to: a client of a server, or whoever is at the other end of a
 * socket. There are two kinds and no more, so that HotSpot still inlines what each does by itself.
 */
abstract sealed class Peer permits Connection, SocketPeer {
  /** After so many pieces that were there at once, others have their turn. */
  static final int SHARE = 64;

  final Socket socket;

  /**
   * How many pieces have come, messages or frames in one, from another number on for each. So no
   * two give way together; and HotSpot has seen some do it when it compiles what receives. It would
   * leave that out else, and have each connection fall back to the interpreter at its 64th piece,
   * where what calls its handler stays: a thread with such a frame parks slowly as long as it
   * lives. For who receives.
   */
  private int pieces;

  /** What {@link #fill} has filled last. For who receives. */
  private byte @Nullable [] lent;

  /** Frames that are to be sent with what follows; made for the first. Written under this. */
  private volatile @Nullable Outbox outbox;

  Peer(Socket socket, int firstPiece) {
    this.socket = socket;
    this.pieces = firstPiece;
  }

  // What each kind does by itself

  /** Waits for something, and {@linkplain #fill fills} a buffer: how many bytes, or -1. */
  abstract int lend(boolean packetIsFrame) throws IOException;

  /** How long a further piece of a frame may take; zero for as long as any. */
  abstract Duration readTime();

  /** How long all of a frame may take; zero for no limit. */
  abstract Duration frameTime();

  /** A request begins. */
  abstract void requestBegins();

  /** A request ends. */
  abstract void requestEnds();

  /** Reports whether this thread sees to it that what it puts off is sent. */
  abstract boolean putsOff();

  /** So many bytes have come, or were put back. */
  abstract void countReceived(int bytes);

  /** So many bytes were sent. */
  abstract void countSent(long bytes);

  /** The stream has ended. */
  abstract void inputEnded();

  /** Receiving has failed; returns the reason. */
  abstract IOException noted(IOException e);

  /** Sending has failed; returns the reason. */
  abstract IOException notAllSent(IOException e);

  // Receiving

  /**
   * Receives into a buffer that is {@link #lent}: how many bytes; -1 at the end; {@link
   * Socket#WOULD_BLOCK} where it would have to wait and is not to.
   */
  int fill(boolean packetIsFrame, boolean waits) throws IOException {
    byte[] buffer = Buffers.take();
    int n;
    try {
      if (hasPackets()) {
        n = packet(receivePacket(ByteBuffer.wrap(buffer), waits), packetIsFrame);
      } else if (waits) {
        n = socket.receive(buffer, 0, buffer.length);
      } else {
        n = socket.tryReceive(buffer, 0, buffer.length);
      }
    } catch (IOException e) {
      Buffers.give(buffer);
      throw noted(e);
    }
    if (n > 0) {
      lent = buffer;
      return received(n);
    }
    Buffers.give(buffer);
    return n == Socket.WOULD_BLOCK ? n : received(n);
  }

  private int receivePacket(ByteBuffer room, boolean waits) throws IOException {
    return waits
        ? socket.receive(room, MessageFlags.TRUNCATED)
        : socket.tryReceive(room, MessageFlags.TRUNCATED);
  }

  /** What {@link #fill} has filled. */
  byte[] lent() {
    return requireNonNull(lent);
  }

  /**
   * Takes what {@link #fill} has filled: it is the caller's to give back, whoever receives next.
   */
  byte[] takeLent() {
    byte[] taken = lent();
    lent = null;
    return taken;
  }

  /** Gives back what was lent. */
  void giveBack() {
    Buffers.give(lent);
    lent = null;
  }

  boolean hasPackets() {
    return socket.type().equals(SocketType.SEQPACKET);
  }

  /**
   * Of a packet that is longer, the kernel loses the rest, and says so if it is asked. Where a
   * packet is a frame, the next one can be received all the same.
   */
  private static int packet(int n, boolean isFrame) throws FrameException {
    if (n <= Buffers.SIZE) return n;
    throw new FrameException(
        "a packet of " + n + " bytes is over the limit of " + Buffers.SIZE, isFrame);
  }

  /** How many bytes of a frame, of which so many have come, there is to be room for. */
  int roomFor(int present, int least) {
    return hasPackets() ? Math.max(least, present + Buffers.SIZE) : least;
  }

  /** Receives more of a frame, for which {@link #roomFor} there is: how many bytes, or -1. */
  int receiveMore(byte[] buffer, int offset) throws IOException {
    int n;
    try {
      n =
          hasPackets()
              ? packet(receivePacket(ByteBuffer.wrap(buffer, offset, Buffers.SIZE), true), false)
              : socket.receive(buffer, offset, buffer.length - offset);
    } catch (IOException e) {
      throw noted(e);
    }
    return received(n);
  }

  /** So many bytes have come, where there was room; or none, at the end. */
  int received(int n) {
    if (n > 0) {
      countReceived(n);
      share();
      return n;
    }
    inputEnded();
    return -1;
  }

  /** Puts back what was received last. */
  void unread(byte[] bytes, int offset, int length) {
    socket.unread(bytes, offset, length);
    countReceived(-length);
  }

  /** What is waited for has not come in time. */
  IOException timedOut() {
    return noted(new SocketTimeoutException("receive: timed out"));
  }

  /**
   * Lets others run after so many pieces. Who always has sent more already never makes its receiver
   * wait, and a virtual thread that does not wait keeps its carrier for itself: a few such clients
   * would be served, and nobody else.
   */
  @SuppressWarnings("ThreadPriorityCheck") // to yield is the purpose
  void share() {
    if (++pieces % SHARE == 0) Thread.yield();
  }

  // Sending

  /** An interrupt has ended a wait before a send, and stays with the thread. */
  static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("send: interrupted");
  }

  /** Sends all of it, whatever was put off. */
  void sendNow(byte[] buffer, int offset, int length) throws IOException {
    try {
      socket.sendAll(buffer, offset, length);
    } catch (IOException e) {
      throw notAllSent(e);
    }
    countSent(length);
  }

  /**
   * Takes a frame to be sent with what follows; false if it is to be sent by itself: a packet, say.
   */
  boolean putOff(byte[] frame) throws IOException {
    if (!putsOff() || hasPackets() || !socket.isOpen()) return false;
    Outbox box = outbox;
    return (box == null ? makeOutbox() : box).add(frame);
  }

  private synchronized Outbox makeOutbox() {
    Outbox box = outbox;
    if (box == null) {
      box = new Outbox(this);
      outbox = box;
    }
    return box;
  }

  /** Sends what was put off. */
  void flush() throws IOException {
    Outbox box = outbox;
    if (box != null) box.flush();
  }

  /** Sends of what was put off what needs no wait. */
  void flushNow() {
    Outbox box = outbox;
    if (box != null) box.flushNow();
  }

  /** Sends what needs no wait. */
  void trySend(byte[] buffer, int length) {
    try {
      int n = socket.trySend(buffer, 0, length);
      if (n > 0) countSent(n);
    } catch (IOException e) {
      // it has ended already
    }
  }
}
