package lisle.socketserver;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import lisle.selectors.Descriptor;
import lisle.selectors.Descriptor.Direction;
import lisle.selectors.Descriptor.Status;
import lisle.selectors.SystemCallException;
import lisle.socket.Socket;
import lisle.socket.SocketAddress;
import lisle.socket.SocketClosedException;
import lisle.socket.SocketFailure;
import lisle.socket.TcpInfo;
import lisle.socket.TcpOption;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection to a server. Safe for use by any number of threads, but for {@link
 * #receive()}, which is for one at a time.
 */
public final class Connection extends Peer {
  private static final AtomicLongFieldUpdater<Connection> RECEIVED =
      AtomicLongFieldUpdater.newUpdater(Connection.class, "received");
  private static final AtomicLongFieldUpdater<Connection> SENT =
      AtomicLongFieldUpdater.newUpdater(Connection.class, "sent");

  private final Server server;
  private final SocketAddress remoteAddress;
  private final long id;
  private final long accepted = System.nanoTime();
  private volatile long received;
  private volatile long sent;

  /** When the request that is being served began, for the deadline; zero between requests. */
  private volatile long requestBegan;

  /** It was closed because a request, or a send, took too long. */
  private volatile boolean overdue;

  /** It was closed by the server. */
  private volatile boolean forced;

  /** Who runs the handler, and then the hook that hears of its end. Written under this. */
  private volatile @Nullable Thread thread;

  /** The handler runs, and is to be interrupted where need be. Guarded by this. */
  private boolean handling;

  /** An executor has it, and has not begun with it. Written under this. */
  private volatile boolean queued;

  /** It is among those that the server has accepted. Guarded by this. */
  private boolean counted;

  // For ActiveConnections, and guarded by it
  @Nullable Connection older;
  @Nullable Connection newer;
  boolean active;

  /** Its frames, where the server has a handler of those. Set before others know of it. */
  @Nullable Conversation conversation;

  /** What was made of it last. For who receives. */
  private @Nullable Frames frames;

  /** What receiving from it has thrown last. */
  private volatile @Nullable IOException receiveFailure;

  /** What sending to it has thrown last: mostly later than the other, and by another thread. */
  private volatile @Nullable IOException sendFailure;

  /** The client has ended its stream, and its handler was told. */
  private volatile boolean ended;

  /** It is to end as soon as nothing is handled. */
  private volatile boolean finishing;

  /** Its handler is done, and it ends as the client does: see {@link Lingering}. */
  private volatile boolean lingering;

  /** The handler has got the socket itself, whose operations are not seen here. */
  private volatile boolean lentSocket;

  /** Messages that wait for the client. Null until one is offered; written under this. */
  private volatile @Nullable Outgoing outgoing;

  /** Its end is recorded there, where somebody records. */
  final @Nullable ConnectionEvent event;

  Connection(Server server, Socket socket, SocketAddress remoteAddress, long id) {
    super(socket, (int) id);
    this.server = server;
    this.remoteAddress = remoteAddress;
    this.id = id;
    this.event = ConnectionEvent.begun();
  }

  /** Returns the server that took it. */
  public Server server() {
    return server;
  }

  /** Returns the socket, with all that it can do. What goes past this connection is not counted. */
  public Socket socket() {
    lentSocket = true;
    return socket;
  }

  /** The socket, for the server's own purposes. */
  Socket ownSocket() {
    return socket;
  }

  /**
   * Returns the address of the client. An IPv4 client of a listener for both versions has its IPv4
   * address here.
   */
  public SocketAddress remoteAddress() {
    return remoteAddress;
  }

  /** Returns a number that no other connection of the server has, from 1 in the order they came. */
  public long id() {
    return id;
  }

  /** Returns how long ago it was accepted. */
  public Duration age() {
    return Duration.ofNanos(System.nanoTime() - accepted);
  }

  /** Returns when it was accepted. */
  public Instant since() {
    return Instant.now().minus(age());
  }

  /** Returns how many bytes were received through this connection. */
  public long bytesReceived() {
    return received;
  }

  /** Returns how many bytes were sent through this connection. */
  public long bytesSent() {
    return sent;
  }

  /**
   * Returns what the kernel knows of it at this moment: round trip, losses, rates; tcp(7).
   *
   * @throws SocketException if it is not over TCP, or is closed
   */
  public TcpInfo tcpInfo() throws IOException {
    return socket.get(TcpOption.TCP_INFO);
  }

  /**
   * Reports whether the server is shutting down, or this is to {@link #finish}: a handler should
   * come to an end.
   */
  public boolean isStopping() {
    return finishing || server.isStopping();
  }

  // Receiving

  /**
   * Receives what is there, waiting if there is nothing, into a buffer that is lent: it is valid
   * until the next call. A connection that waits here holds no buffer.
   *
   * @return what came, at most 8 KiB; null at the end of the stream
   * @throws FrameException if it is a packet of a sequenced-packet socket, and longer than that
   * @throws SocketTimeoutException if the idle time is over: see {@link ServerBuilder#idleTimeout}
   */
  public @Nullable ByteBuffer receive() throws IOException {
    int n = lend(true);
    return n < 0 ? null : ByteBuffer.wrap(lent(), 0, n);
  }

  /** Holds no buffer while it waits. */
  @Override
  int lend(boolean packetIsFrame) throws IOException {
    flush();
    giveBack();
    Duration timeout = socket.receiveTimeout();
    long deadline = timeout.isZero() ? Descriptor.NEVER : System.nanoTime() + Server.nanos(timeout);
    for (; ; ) {
      awaitReadable(deadline);
      int n = tryLend(packetIsFrame);
      if (n != Socket.WOULD_BLOCK) return n;
    }
  }

  /** As {@link #lend}, or {@link Socket#WOULD_BLOCK} where that would have to wait. */
  int tryLend(boolean packetIsFrame) throws IOException {
    return fill(packetIsFrame, false);
  }

  /** Waits for something, and drops it; false at the end. Holds no buffer meanwhile. */
  boolean drop(long deadline) throws IOException {
    awaitReadable(deadline);
    byte[] scrap = Buffers.take();
    try {
      int n = socket.tryReceive(scrap, 0, scrap.length);
      return n > 0 || n == Socket.WOULD_BLOCK; // 0 is the end of packets
    } finally {
      Buffers.give(scrap);
    }
  }

  /** Waits if there is nothing. */
  private void awaitReadable(long deadline) throws IOException {
    Descriptor descriptor = socket.descriptor();
    Status status = descriptor.lock(Direction.READ, deadline);
    if (status == Status.READY) {
      if (!descriptor.hasInput()) status = descriptor.await(Direction.READ, deadline);
      descriptor.unlock(Direction.READ);
    }
    check(status);
  }

  /** Throws what a wait came to, where that is nothing to go on with. */
  void check(Status status) throws IOException {
    switch (status) {
      case READY, CLOSED -> {} // the next receive says which
      case TIMED_OUT -> throw timedOut();
      case INTERRUPTED -> throw noted(new InterruptedIOException("receive: interrupted"));
      case UNWATCHED -> throw noted(unwatched(socket));
    }
  }

  /** The system cannot say when something comes. */
  static IOException unwatched(Socket socket) {
    Descriptor descriptor = socket.descriptor();
    return new SystemCallException("epoll_ctl", "a socket", descriptor.whyUnwatched());
  }

  /**
   * Receives what is there, waiting if there is nothing: see {@link Socket#receive(byte[])}.
   *
   * @return how many bytes, at least 1; -1 at the end of the stream
   */
  public int receive(byte[] buffer) throws IOException {
    return receive(buffer, 0, buffer.length);
  }

  /**
   * Receives what is there into a part of an array.
   *
   * @return how many bytes; -1 at the end of the stream; 0 if {@code length} is 0
   */
  public int receive(byte[] buffer, int offset, int length) throws IOException {
    flush();
    int n;
    try {
      n = socket.receive(buffer, offset, length);
    } catch (IOException e) {
      throw noted(e);
    }
    return received(n, length);
  }

  /**
   * Receives what is there into the room that a buffer has left, behind what an SSLEngine, say, has
   * not taken yet: see {@link Socket#receive(ByteBuffer)}.
   *
   * @return how many bytes; -1 at the end of the stream; 0 if the buffer has no room
   * @throws SocketTimeoutException if the idle time is over: see {@link ServerBuilder#idleTimeout}
   */
  public int receive(ByteBuffer buffer) throws IOException {
    flush();
    int room = buffer.remaining();
    int n;
    try {
      n = socket.receive(buffer);
    } catch (IOException e) {
      throw noted(e);
    }
    return received(n, room);
  }

  private int received(int n, int room) {
    return n == 0 && room == 0 ? n : received(n);
  }

  // Sending

  /** Sends all of it: see {@link Socket#sendAll(byte[])}. */
  public void sendAll(byte[] buffer) throws IOException {
    sendAll(buffer, 0, buffer.length);
  }

  /** Sends all of it: see {@link Socket#sendAll(byte[], int, int)}. */
  public void sendAll(byte[] buffer, int offset, int length) throws IOException {
    flush();
    sendNow(buffer, offset, length);
  }

  /** Frames that were to be sent later come behind what was offered, too. */
  @Override
  void sendNow(byte[] buffer, int offset, int length) throws IOException {
    awaitOffered();
    super.sendNow(buffer, offset, length);
  }

  /** Sends what was offered. */
  void sendOffered(byte[] some) throws IOException {
    super.sendNow(some, 0, some.length);
  }

  /** Sends all that remains in a buffer: see {@link Socket#sendAll(ByteBuffer)}. */
  public void sendAll(ByteBuffer buffer) throws IOException {
    sendWhatWaits();
    int length = buffer.remaining();
    try {
      socket.sendAll(buffer);
    } catch (IOException e) {
      throw notAllSent(e);
    }
    countSent(length);
  }

  /** What a close, a timeout or anything else has ended was sent in part. */
  @Override
  IOException notAllSent(IOException e) {
    sendFailure = e;
    int sentBefore =
        switch (e) {
          case InterruptedIOException late -> late.bytesTransferred;
          case SocketClosedException closed -> closed.bytesTransferred();
          case SocketFailure failure -> failure.bytesTransferred();
          default -> 0;
        };
    server.sentInPart(this, sentBefore);
    if (e instanceof SocketTimeoutException && !lentSocket) { // so it is the server's time
      overdue = true; // whoever sent this: it need not be the handler, which goes on then
      socket.close();
    }
    return e;
  }

  /**
   * Sends a part of a file without its bytes passing through the program: see {@link
   * Socket#sendFile(Path, long, long)}.
   *
   * @return how many bytes were sent; fewer than {@code count} where the file ends before
   * @throws java.nio.file.NoSuchFileException if there is no such file
   * @throws SocketTimeoutException if the write time, which counts for all of it, is over: see
   *     {@link ServerBuilder#writeTimeout}
   */
  public long sendFile(Path file, long position, long count) throws IOException {
    sendWhatWaits();
    long n;
    try {
      n = socket.sendFile(file, position, count);
    } catch (IOException e) {
      throw notAllSent(e);
    }
    countSent(n);
    return n;
  }

  /** The handler has thrown: the answers that it has given before go out all the same. */
  void flushAfterFailure() {
    try {
      flush();
    } catch (IOException e) {
      // what the handler has thrown is how it ends
    }
  }

  // Offering, to a client that may be slow

  /**
   * Sends a message without ever waiting, for who has the same to say to many: what the client does
   * not take at once waits for it, up to {@link ServerBuilder#maxOffered}. A client that has more
   * waiting than that is too slow: its connection ends, as it does where a deadline is over.
   *
   * <p>Messages go whole, in the order in which they were offered, and before what is sent
   * otherwise through this connection later, which waits for them; but what was put off by {@link
   * Frames#sendLater} is not sent yet. Those that wait when the handler has returned still go, if
   * the client takes them within five seconds.
   *
   * @param message all of it, with what frames it. It is not copied, so that one array serves any
   *     number of clients: leave it as it is
   * @return false if the connection is over, or this has ended it: nothing goes any more
   * @throws IllegalArgumentException if it is longer than what may wait
   */
  public boolean offer(byte[] message) {
    int most = server.maxOffered;
    if (message.length > most) {
      throw new IllegalArgumentException(
          "a message of " + message.length + " bytes, where at most " + most + " may wait");
    }
    if (!socket.isOpen()) return false;
    return message.length == 0 || outgoing(most).offer(message);
  }

  private synchronized Outgoing outgoing(int most) {
    Outgoing made = outgoing;
    if (made == null) {
      made = new Outgoing(this, most, !hasPackets());
      outgoing = made;
    }
    return made;
  }

  /** Returns how many bytes of what was {@link #offer}ed the client is yet to be sent. */
  public long bytesWaiting() {
    Outgoing waiting = outgoing;
    return waiting == null ? 0 : waiting.bytes();
  }

  /** Sends, or has sent, what is to go before the next. */
  private void sendWhatWaits() throws IOException {
    flush();
    awaitOffered();
  }

  private void awaitOffered() throws IOException {
    Outgoing before = outgoing;
    if (before == null) return;
    try {
      before.awaitGone();
    } catch (InterruptedIOException e) {
      throw notAllSent(e);
    }
  }

  /** Waits until what was offered has gone, or a time of {@link System#nanoTime}. */
  void awaitOffered(long deadline) throws IOException {
    Outgoing before = outgoing;
    if (before != null) before.awaitGone(deadline);
  }

  // Streams and frames

  /** Returns what the client sends, as a stream. */
  public InputStream inputStream() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return receive(one) < 0 ? -1 : one[0] & 0xFF;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        return receive(buffer, offset, length);
      }

      @Override
      public void close() {
        Connection.this.close();
      }
    };
  }

  /** Returns a stream to the client; nothing is held back in it. */
  public OutputStream outputStream() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        sendAll(new byte[] {(byte) b});
      }

      @Override
      public void write(byte[] buffer, int offset, int length) throws IOException {
        sendAll(buffer, offset, length);
      }

      @Override
      public void close() {
        Connection.this.close();
      }
    };
  }

  /**
   * Returns what the client sends, cut into frames. Use nothing else to receive then, unless they
   * are {@linkplain Frames#release released}; frames that are asked for later go on where the
   * earlier ones have come to.
   */
  public Frames frames(Framing framing) {
    requestEnds(); // from now on, a request is a frame
    Frames before = frames;
    Frames made = before == null ? new Frames(this, framing) : before.with(framing);
    frames = made;
    return made;
  }

  // What frames make of it

  @Override
  Duration readTime() {
    return server.readTimeout;
  }

  @Override
  Duration frameTime() {
    return server.frameTimeout;
  }

  /** For the thread that serves it, which flushes before it waits, and at the end. */
  @Override
  boolean putsOff() {
    return thread == Thread.currentThread();
  }

  @Override
  void countReceived(int bytes) {
    RECEIVED.addAndGet(this, bytes);
  }

  @Override
  void countSent(long bytes) {
    SENT.addAndGet(this, bytes);
  }

  @Override
  void inputEnded() {
    ended = true;
  }

  // Its end

  @Override
  IOException noted(IOException e) {
    receiveFailure = e;
    return e;
  }

  /**
   * Reports whether an exception of the handler is about this connection, and not about another
   * that the handler has, such as one to a database.
   */
  boolean isAbout(IOException e) {
    if (e == receiveFailure || e == sendFailure) return true;
    return switch (e) {
      case EOFException end -> ended; // what a stream around ours makes of it
      case SocketClosedException closed -> !socket.isOpen();
      case SocketFailure failure -> isRemote(failure.address());
      default -> lentSocket;
    };
  }

  private boolean isRemote(@Nullable SocketAddress address) {
    return address == null ? lentSocket : Server.unmapped(address).equals(remoteAddress);
  }

  /**
   * Closes the connection, which ends its handler's next operation on it. From any thread. Where
   * the client has sent what nobody received, TCP resets it, and what is on its way to the client
   * is lost: see {@link #finish}. What was to be {@linkplain Frames#sendLater sent later} goes out
   * before, as far as the system takes it without a wait.
   */
  public void close() {
    flushNow();
    socket.close();
  }

  /**
   * Has the connection end in good order, from any thread. With a {@link FrameHandler} that is
   * after the frame that is being handled or has begun to come. A {@link ConnectionHandler} is told
   * by {@link #isStopping}, and returns, but is not woken where it waits. What was sent before
   * reaches the client, also where that is sending still: see {@link ConnectionHandler}.
   */
  public void finish() {
    finishing = true;
    Conversation waiting = conversation;
    if (waiting != null) waiting.wake();
  }

  /** Reports whether it is to end now, in good order. */
  boolean isFinishing() {
    return finishing && !forced;
  }

  /** Its handler is done, and it ends as the client does. */
  void lingers() {
    lingering = true;
  }

  boolean isLingering() {
    return lingering;
  }

  /** Reports, once, that it is to be counted. */
  synchronized boolean countsNow() {
    boolean first = !counted;
    counted = true;
    return first;
  }

  /** An executor gets it now. */
  synchronized void queued() {
    queued = true;
  }

  boolean isQueued() {
    return queued;
  }

  /** Takes it out of an executor's queue; reports, once, that it was in there. */
  synchronized boolean takeUp() {
    boolean first = queued;
    queued = false;
    return first;
  }

  /** A request has begun: its deadline counts from here. */
  @Override
  void requestBegins() {
    if (server.requestNanos != 0) requestBegan = System.nanoTime() | 1;
  }

  /** The client has its answer, or is on its own. */
  @Override
  void requestEnds() {
    if (server.requestNanos != 0) requestBegan = 0;
  }

  /** Reports whether its request has taken longer than allowed by now. */
  boolean isLate(long now, long limit) {
    long began = requestBegan;
    return began != 0 && now - began > limit;
  }

  /** Nobody serves it from now on, until there is something: for who has served it. */
  synchronized void rests() {
    handled();
    thread = null;
  }

  /** Closes it, and interrupts its handler, because its request takes too long. */
  void endOverdue() {
    overdue = true;
    force();
  }

  boolean isOverdue() {
    return overdue;
  }

  long queuedNanos(long now) {
    return now - accepted;
  }

  /** Closes it, and interrupts whoever runs its handler. */
  void force() {
    forced = true;
    close();
    synchronized (this) {
      Thread handler = thread;
      if (handler != null && handling) handler.interrupt();
    }
  }

  boolean isForced() {
    return forced;
  }

  /** Reports whether something was sent, to a client that may be sending still. */
  boolean mayBeAnswered() {
    return (sent > 0 || lentSocket) && (!ended || server.hasEndedInput()) && !forced && !overdue;
  }

  /** The current thread runs the handler from now on; or null: nobody does any more. */
  synchronized void runBy(@Nullable Thread thread) {
    this.thread = thread;
    handling = thread != null;
  }

  /** The handler is over. An interrupt that was for it is not left to what the thread does next. */
  synchronized void handled() {
    handling = false;
    requestEnds();
    if (forced) Thread.interrupted();
  }

  /** Reports whether nobody serves it at the moment. */
  boolean isResting() {
    return thread == null;
  }

  boolean isRunByOneOf(Set<Thread> threads) {
    Thread handler = thread;
    return handler != null && threads.contains(handler);
  }

  @Override
  public String toString() {
    return "connection " + id + " from " + remoteAddress;
  }
}
