package lisle.socketserver;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import lisle.socket.Socket;
import lisle.socket.SocketType;
import org.jspecify.annotations.Nullable;

/**
 * What comes over a connection, cut into frames, and frames to its other side: of a server to a
 * client, and {@linkplain #over over a socket} also of a client to a server.
 *
 * <pre>{@code
 * Frames lines = connection.frames(Framing.lines(1024));
 * for (String line; (line = lines.receiveText()) != null; ) lines.send("you said " + line);
 * }</pre>
 *
 * <p>In a server, a frame is a request: the idle time is how long its first byte may take to come,
 * the read time how long each further piece may take, the frame time how long all of it may take,
 * and the request's time runs from its first byte until the next frame is asked for, and it is
 * there whole or dropped. Between frames no buffer is held; within one, at most what the framing's
 * limit allows, and never more than twice what has come.
 *
 * <p>Over a socket, its receive timeout is how long the first byte and each further piece may take;
 * where it is over, what has come of the frame stays, and the next receive goes on with that. A
 * buffer of 8 KiB is held then, also while something is waited for.
 *
 * <p>Who is told that a frame is over its limit ({@link FrameException#isOverLimit}) can tell the
 * other side, and receive on: what is left of that frame is dropped as it comes. The read time
 * counts there, too, and the frame time anew.
 *
 * <p>Receiving is for one thread at a time; sending is safe from any.
 */
public final class Frames {
  private static final byte[] NOTHING = {};

  private final Peer peer;
  private final Framing framing;

  /** What has come and was not handed out, from..to. Nobody else has it, until it is given back. */
  private byte[] bytes = NOTHING;

  private int from;
  private int to;

  /** How the frame is cut whose rest is to be dropped; null where none is. */
  private @Nullable Framing dropping;

  /** How much of that frame is left; minus one where only its end tells. */
  private long rest;

  /** What comes cannot be cut any more. */
  private boolean broken;

  /** Since when a frame that has begun is waited for; zero where none is. */
  private long waitsSince;

  /** The receive timeout of the socket, while that of a frame is in its place. */
  private Duration usual = Duration.ZERO;

  /**
   * Cuts what comes over a socket into frames, such as the answers of a server. The socket stays
   * the caller's, to set its timeouts and to close.
   *
   * <p>Receive by nothing else then, until they are {@linkplain #release released}, and make no
   * others of the same socket: what has come beyond a frame is theirs.
   *
   * @param socket of a connection, a stream or one that keeps message boundaries
   */
  public static Frames over(Socket socket, Framing framing) {
    SocketType type = socket.type();
    if (!type.equals(SocketType.STREAM) && !type.equals(SocketType.SEQPACKET)) {
      throw new IllegalArgumentException(socket + " has no connection, so no frames come over it");
    }
    return new Frames(new SocketPeer(socket), Objects.requireNonNull(framing, "framing"));
  }

  Frames(Peer peer, Framing framing) {
    this.peer = peer;
    this.framing = framing;
  }

  /**
   * Receives a frame, without what goes around it.
   *
   * @return the frame; null at the end of the stream
   * @throws FrameException if it is over its limit, or the stream ends within it
   * @throws java.net.SocketTimeoutException if the idle, the read or the frame time, or the
   *     socket's, is over
   */
  public byte @Nullable [] receive() throws IOException {
    return receive(framing);
  }

  /**
   * Receives one frame that is cut in another way, such as by {@link Framing#none} what comes after
   * the last line. It is a request of its own.
   *
   * @return the frame; null at the end of the stream
   * @throws FrameException if it is over its limit, or the stream ends within it
   * @throws java.net.SocketTimeoutException if the idle, the read or the frame time, or the
   *     socket's, is over
   */
  public byte @Nullable [] receive(Framing framing) throws IOException {
    Objects.requireNonNull(framing, "framing");
    drop();
    if (from == to || broken) peer.flush(); // a part of the request that ends
    peer.requestEnds();
    if (broken || (from == to && !lend(framing))) return null;
    peer.requestBegins();
    peer.share();
    int seen = from;
    try {
      for (; ; ) {
        int found = framing.find(bytes, from, seen, to);
        if (found > 0) return hand(framing.begin(from), framing.end(bytes, from, found), found);
        makeRoom(peer.roomFor(to - from, -found), framing.limit);
        seen = to; // after what it was moved to
        if (!receiveMore()) return last(framing);
      }
    } catch (FrameException e) {
      broken = !e.isOverLimit();
      if (!broken) dropLater(framing, framing.size(bytes, from));
      throw e;
    } finally {
      waitsNoMore();
    }
  }

  /** Receives more of a frame that has begun, for which there is room; false at the end. */
  private boolean receiveMore() throws IOException {
    peer.flush();
    if (waitsSince == 0 && hasTimes()) {
      waitsSince = System.nanoTime() | 1;
      usual = peer.socket.receiveTimeout();
    }
    if (waitsSince != 0) peer.socket.receiveTimeout(pieceTime());
    int n = peer.receiveMore(bytes, to);
    if (n > 0) to += n;
    return n > 0;
  }

  /** Reports whether a frame has times of its own, beside that of each receive. */
  private boolean hasTimes() {
    return !peer.readTime().isZero() || !peer.frameTime().isZero();
  }

  /** How long the next piece may take: as long as any, and no longer than the frame has left. */
  private Duration pieceTime() throws IOException {
    Duration read = peer.readTime().isZero() ? usual : peer.readTime();
    if (peer.frameTime().isZero()) return read;
    Duration left = peer.frameTime().minusNanos(System.nanoTime() - waitsSince);
    if (left.isNegative() || left.isZero()) throw peer.timedOut();
    return read.isZero() || left.compareTo(read) < 0 ? left : read;
  }

  private void waitsNoMore() {
    if (waitsSince == 0) return;
    waitsSince = 0;
    peer.socket.receiveTimeout(usual);
  }

  // What is over its limit

  private void dropLater(Framing framing, long size) {
    dropping = framing;
    rest = size;
  }

  /** Receives and drops what is left of a frame that was over its limit, up to its end. */
  void drop() throws IOException {
    Framing framing = dropping;
    if (framing == null) return;
    try {
      while (!dropPresent(framing)) {
        makeRoom(to - from + Buffers.SIZE, framing.limit);
        if (!receiveMore()) {
          from = to; // who asks for the next frame hears of the end
          break;
        }
      }
    } finally {
      waitsNoMore();
    }
    dropping = null;
  }

  /** Drops what has come of it; true if that is all. */
  private boolean dropPresent(Framing framing) {
    if (rest < 0) {
      int end = framing.afterEnd(bytes, from, to);
      from = end > 0 ? end : to + end;
      return end > 0;
    }
    int present = (int) Math.min(rest, to - from);
    from += present;
    rest -= present;
    return rest == 0;
  }

  // Otherwise cut

  /**
   * Receives so many bytes as were announced, such as a body after the line that tells its length.
   * They are a request of their own, however they come.
   *
   * @param length how many; for 0 nothing is waited for
   * @param limit the most that are allowed, from 0 to {@link Framing#MOST}
   * @throws FrameException if they are more than that, which the next receive drops, or less than
   *     none, or the stream ends before
   * @throws java.net.SocketTimeoutException if the idle, the read or the frame time, or the
   *     socket's, is over
   */
  public byte[] receiveExactly(long length, int limit) throws IOException {
    if (limit < 0 || limit > Framing.MOST) {
      throw new IllegalArgumentException(
          "a limit of " + limit + " is not from 0 to " + Framing.MOST);
    }
    drop();
    if (length < 0 || length > limit) {
      if (length > 0) dropLater(framing, length);
      throw new FrameException(
          "a frame of " + length + " bytes, where from 0 to " + limit + " are allowed", length > 0);
    }
    if (length == 0) return NOTHING;
    byte[] frame = receive(Framing.fixed((int) length));
    if (frame != null) return frame;
    throw new FrameException("the stream ended after 0 of " + length + " bytes", false);
  }

  /**
   * Gives up these frames: what has come and was not handed out goes back to the socket of a
   * stream, so that whoever receives from the connection or its socket next gets it first. For a
   * protocol that is something else from here on, such as a tunnel, or TLS.
   *
   * @throws IllegalStateException if it is a packet that was handed out in part
   */
  public void release() throws IOException {
    drop();
    flush();
    if (from == to) return;
    peer.unread(bytes, from, to - from);
    from = to;
    giveBack();
  }

  /** Goes on where these have come to, with another framing. */
  Frames with(Framing framing) {
    Frames next = new Frames(peer, framing);
    next.bytes = bytes;
    next.from = from;
    next.to = to;
    next.dropping = dropping;
    next.rest = rest;
    next.broken = broken;
    bytes = NOTHING;
    from = 0;
    to = 0;
    dropping = null;
    return next;
  }

  /** Receives a frame, and decodes it from UTF-8; null at the end of the stream. */
  public @Nullable String receiveText() throws IOException {
    byte[] frame = receive();
    return frame == null ? null : new String(frame, UTF_8);
  }

  /** Nothing is left: waits without a buffer for what comes next. */
  private boolean lend(Framing framing) throws IOException {
    giveBack();
    int n = peer.lend(framing.takesPackets());
    if (n < 0) return false;
    takeLent(n);
    return true;
  }

  /** Reports whether nothing is left of what has come. */
  boolean isEmpty() {
    return from == to;
  }

  /** Holds no buffer any more; nothing is left in it. */
  void giveBack() {
    Buffers.give(bytes); // which keeps those of its size alone
    bytes = NOTHING;
  }

  /** Goes on with so many bytes that the connection has lent. */
  void takeLent(int length) {
    bytes = peer.takeLent();
    from = 0;
    to = length;
  }

  /**
   * Returns the connection that they come on.
   *
   * @throws IllegalStateException if they are {@linkplain #over over a socket} that no server has
   */
  public Connection connection() {
    if (peer instanceof Connection connection) return connection;
    throw new IllegalStateException("frames over " + peer.socket + ", which no server has");
  }

  private byte[] hand(int begin, int end, int found) {
    byte[] frame = Arrays.copyOfRange(bytes, begin, end);
    from = found;
    return frame;
  }

  /** The stream has ended within a frame: only a line needs no end. */
  private byte @Nullable [] last(Framing framing) throws FrameException {
    int begin = from;
    from = to; // nothing is left for who asks again
    framing.checkLast(to - begin);
    return hand(begin, to, to);
  }

  /** Makes room for a frame of so many bytes, as far as what has come bears out. */
  private void makeRoom(int least, int limit) {
    int present = to - from;
    int wanted = wanted(present, least);
    if (wanted <= bytes.length - from && to < bytes.length) return;
    if (wanted <= bytes.length) {
      System.arraycopy(bytes, from, bytes, 0, present);
    } else {
      byte[] larger = new byte[size(wanted, bytes.length, limit)];
      System.arraycopy(bytes, from, larger, 0, present);
      Buffers.give(bytes);
      bytes = larger;
    }
    from = 0;
    to = present;
  }

  // Twice the longest frame is more than an int holds.

  /** How many of at least so many bytes there is to be room for, where so many have come. */
  static int wanted(int present, int least) {
    return (int) Math.min(least, 2L * present + Buffers.SIZE);
  }

  /** The size of an array that takes the place of one which is too small. */
  static int size(int wanted, int old, int limit) {
    return (int) Math.max(wanted, Math.min(2L * old, (long) limit + Buffers.SIZE));
  }

  /**
   * Sends a frame; whole, so that what other threads send does not come in between. The framing's
   * limit is for what comes: what is sent may be longer. Where a timeout or an interrupt ends it
   * half-way, the connection is closed: nothing that came after that would be understood.
   *
   * @throws IllegalArgumentException if the framing cannot tell its length
   */
  public void send(byte[] content) throws IOException {
    send(content, 0, content.length);
  }

  /** Sends a frame; whole, so that what other threads send does not come in between. */
  public void send(byte[] content, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, content.length);
    sendWhole(framing.wrap(content, offset, length));
  }

  private void sendWhole(byte[] frame) throws IOException {
    peer.flush();
    try {
      peer.sendNow(frame, 0, frame.length);
    } catch (InterruptedIOException e) {
      if (e.bytesTransferred > 0) peer.socket.close();
      throw e;
    }
  }

  /** Sends a frame of UTF-8 text. */
  public void send(String text) throws IOException {
    send(text.getBytes(UTF_8));
  }

  // Together

  /**
   * Sends a frame together with what follows it, in one system call. To a client that sends many
   * requests without waiting for answers, or with many requests to a server, that is several times
   * as fast.
   *
   * <p>It goes out, whole and in its place, before anything else that is sent on the connection,
   * from whichever thread; with the others of its kind once they are more than 8 KiB; and at the
   * latest when no whole frame is left of what has come, and more is asked for; when the handler
   * has come to its end, also by an exception; and where something is received otherwise, or these
   * are {@linkplain #release released}. So nothing waits for what the client may send later. But
   * the handling of the next frame, where it is here already, does come first: a handler that takes
   * long over one calls {@link #flush} before.
   *
   * <p>In a server, for who runs the handler: from another thread it is {@link #send}. So it is
   * over a sequenced-packet socket, where each send is a packet, and with more than 8 KiB in one
   * frame. What goes past these by the socket itself, of a {@linkplain Connection#socket
   * connection} too, goes ahead. Over a socket alone, who does not receive next, or closes it,
   * flushes before. That it cannot be sent is told to whoever sends it, by an exception or the end
   * of the connection.
   *
   * @throws IllegalArgumentException if the framing cannot tell its length
   */
  public void sendLater(byte[] content) throws IOException {
    sendLater(content, 0, content.length);
  }

  /** Sends a frame together with what follows it, a part of an array. */
  public void sendLater(byte[] content, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, content.length);
    byte[] frame = framing.wrap(content, offset, length);
    if (!peer.putOff(frame)) sendWhole(frame);
  }

  /** Sends a frame of UTF-8 text together with what follows it. */
  public void sendLater(String text) throws IOException {
    sendLater(text.getBytes(UTF_8));
  }

  /** Sends what was to be sent later, and waits until it is taken. From any thread. */
  public void flush() throws IOException {
    peer.flush();
  }
}
