package lisle.socket;

import static lisle.selectors.Descriptor.Direction.READ;
import static lisle.selectors.Descriptor.Direction.WRITE;
import static lisle.selectors.Descriptor.NEVER;
import static lisle.selectors.Descriptor.Status.READY;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.time.Duration;
import java.util.Objects;
import lisle.selectors.Descriptor;
import lisle.selectors.Descriptor.Direction;
import lisle.selectors.Descriptor.Status;
import lisle.selectors.Selectable;
import lisle.sys.Linux;
import lisle.sys.SocketCalls;
import org.jspecify.annotations.Nullable;

/**
 * A socket of the operating system: the same class for every family and type.
 *
 * <p>Operations block the thread that calls them, a virtual thread without holding its carrier,
 * until they are done, {@linkplain #timeout its time} is over, it is interrupted, or the socket is
 * closed. The forms that begin with {@code try} never block: they answer {@link #WOULD_BLOCK}.
 *
 * <p>Any number of threads may use a socket at once. One receives and one sends at a time, the
 * others wait their turn, so that a {@link #sendAll} is never broken up by another. Closing wakes
 * all of them: each gets a {@link SocketClosedException}.
 *
 * <p>What fails throws the JDK's exception for the case ({@link java.net.ConnectException}, {@link
 * java.net.BindException}, {@link SocketTimeoutException}, …), which is a {@link SocketFailure}
 * where a system call caused it. An interrupt throws {@link InterruptedIOException}, leaves the
 * interrupt status set, and leaves the socket as it was.
 */
public final class Socket implements Closeable, Selectable {
  /** What a {@code try} form answers where it would have to wait. */
  public static final int WOULD_BLOCK = -2;

  /** How many connections wait to be accepted, where nobody says; the kernel has its own limit. */
  public static final int DEFAULT_BACKLOG = 4096;

  private final Descriptor descriptor;
  private final Family family;
  private final SocketType type;

  /** A short read says that nothing more is there. So it is for TCP; see {@link #drains}. */
  private final boolean drains;

  private volatile @Nullable SocketAddress remote;
  private volatile long receiveTimeout = NEVER;
  private volatile long sendTimeout = NEVER;

  /** Where accept finds the address of a client. Guarded by the read lock. */
  private @Nullable MemorySegment acceptScratch;

  private Socket(Descriptor descriptor, Family family, SocketType type, int protocol) {
    this.descriptor = descriptor;
    this.family = family;
    this.type = type;
    this.drains = drains(family, type, protocol);
  }

  /**
   * Whether a read that returns less than was asked for has emptied the queue. TCP reads on until
   * the buffer is full or the queue is empty; what ends a read early otherwise (urgent data, the
   * end of the stream) shows in the events of epoll. A Unix stream stops at ancillary data.
   */
  private static boolean drains(Family family, SocketType type, int protocol) {
    boolean inet = family.equals(Family.INET) || family.equals(Family.INET6);
    return inet
        && type.equals(SocketType.STREAM)
        && (protocol == 0 || protocol == Linux.IPPROTO_TCP);
  }

  // Opening

  /**
   * Opens a socket, with the family's default protocol for the type; socket(2).
   *
   * @throws SocketException if the system has no such socket, or this process has too many
   */
  public static Socket open(Family family, SocketType type) throws IOException {
    return open(family, type, 0);
  }

  /**
   * Opens a socket of a protocol; socket(2).
   *
   * @param protocol the protocol's number; 0 for the family's default
   * @throws SocketException if the system has no such socket, or this process has too many
   */
  public static Socket open(Family family, SocketType type, int protocol) throws IOException {
    int flags = Linux.SOCK_NONBLOCK | Linux.SOCK_CLOEXEC;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(ValueLayout.JAVA_INT);
      int fd = SocketCalls.socket(errno, family.number(), type.number() | flags, protocol);
      if (fd < 0) throw Failures.of("socket " + family + " " + type, fd, null);
      return new Socket(Descriptor.ofNonBlocking(fd), family, type, protocol);
    }
  }

  /**
   * Opens a stream socket and connects it.
   *
   * @throws IOException if that fails; nothing stays open
   */
  public static Socket connectTo(SocketAddress address) throws IOException {
    return connectTo(address, Duration.ZERO);
  }

  /**
   * Opens a stream socket and connects it within a time.
   *
   * @param timeout how long it may take; zero for as long as the system tries
   * @throws SocketTimeoutException if the time is over; nothing stays open
   * @throws IOException if that fails; nothing stays open
   */
  public static Socket connectTo(SocketAddress address, Duration timeout) throws IOException {
    Socket socket = open(address.family(), SocketType.STREAM);
    try {
      socket.connect(address, timeout);
      return socket;
    } catch (Throwable t) {
      socket.close();
      throw t;
    }
  }

  /**
   * Opens a stream socket that listens: SO_REUSEADDR is set, so that a server can come back at
   * once, and the backlog is {@value #DEFAULT_BACKLOG}.
   *
   * @throws java.net.BindException if the address is in use, is not ours, or is not allowed
   */
  public static Socket listenOn(SocketAddress address) throws IOException {
    Socket socket = open(address.family(), SocketType.STREAM);
    try {
      if (address instanceof InetAddressAndPort) socket.set(SocketOption.SO_REUSEADDR, true);
      socket.bind(address);
      socket.listen(DEFAULT_BACKLOG);
      return socket;
    } catch (Throwable t) {
      socket.close();
      throw t;
    }
  }

  /**
   * Takes over a descriptor that is a socket, such as one that was inherited: it is made
   * non-blocking, and from now on this object's to close.
   *
   * @param number the number of the descriptor
   * @throws SocketException if it is not open (EBADF) or no socket (ENOTSOCK); it is left as it was
   */
  public static Socket adopt(int number) throws IOException {
    int family = intOption(number, Linux.SO_DOMAIN);
    int type = intOption(number, Linux.SO_TYPE);
    int protocol = intOption(number, Linux.SO_PROTOCOL);
    return new Socket(Descriptor.adopt(number), new Family(family), new SocketType(type), protocol);
  }

  private static int intOption(int number, int option) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(ValueLayout.JAVA_INT);
      MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, Integer.BYTES);
      int result =
          SocketCalls.getsockopt(errno(arena), number, Linux.SOL_SOCKET, option, value, length);
      if (result < 0) throw Failures.of("adopt descriptor " + number, result, null);
      return value.get(ValueLayout.JAVA_INT, 0);
    }
  }

  // The life of a socket

  /**
   * Gives the socket an address of this machine; bind(2).
   *
   * @throws java.net.BindException if the address is in use, is not ours, or is not allowed
   */
  public void bind(SocketAddress address) throws IOException {
    enter("bind");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment sockaddr = arena.allocate(Sockaddr.SIZE, 8);
      int length = Sockaddr.write(address, sockaddr);
      int result = SocketCalls.bind(errno(arena), descriptor.number(), sockaddr, length);
      if (result < 0) throw Failures.of("bind", result, address);
    } finally {
      descriptor.exit();
    }
  }

  /**
   * Begins to take connections; listen(2).
   *
   * @param backlog how many wait to be accepted; the kernel takes no more than net.core.somaxconn
   */
  public void listen(int backlog) throws IOException {
    enter("listen");
    try (Arena arena = Arena.ofConfined()) {
      int result = SocketCalls.listen(errno(arena), descriptor.number(), backlog);
      if (result < 0) throw Failures.of("listen", result, localAddress());
    } finally {
      descriptor.exit();
    }
  }

  /**
   * Waits for a connection and takes it; accept4(2). Its {@link #remoteAddress} is known. A
   * connection that was given up before we took it is passed over.
   *
   * @throws SocketTimeoutException if the receive timeout is over
   * @throws SocketException with EMFILE or ENFILE where descriptors have run out: the connection
   *     still waits
   */
  public Socket accept() throws IOException {
    Socket accepted = accept(deadline(receiveTimeout), true);
    return Objects.requireNonNull(accepted);
  }

  /** Takes a connection that waits to be accepted; null if there is none. */
  public @Nullable Socket tryAccept() throws IOException {
    return accept(NEVER, false);
  }

  private @Nullable Socket accept(long deadline, boolean wait) throws IOException {
    if (!begin(READ, "accept", deadline, wait)) return null;
    try {
      MemorySegment scratch = acceptScratch;
      if (scratch == null) {
        scratch = Arena.ofAuto().allocate(Sockaddr.SIZE + 8, 8);
        acceptScratch = scratch;
      }
      MemorySegment length = scratch.asSlice(Sockaddr.SIZE, 4);
      for (; ; ) {
        descriptor.reset(READ);
        length.set(ValueLayout.JAVA_INT, 0, (int) Sockaddr.SIZE);
        int fd =
            SocketCalls.accept4(
                descriptor.errno(READ),
                descriptor.number(),
                scratch,
                length,
                Linux.SOCK_NONBLOCK | Linux.SOCK_CLOEXEC);
        if (fd >= 0) {
          Socket accepted = new Socket(Descriptor.ofNonBlocking(fd), family, type, 0);
          accepted.remote = Sockaddr.read(scratch, length.get(ValueLayout.JAVA_INT, 0));
          return accepted;
        }
        switch (-fd) {
          case Linux.EAGAIN -> {
            if (!wait) return null;
            await(READ, "accept", deadline);
          }
          // accept(2): errors already pending on the new connection count as EAGAIN
          case Linux.EINTR,
              Linux.ECONNABORTED,
              Linux.EPROTO,
              Linux.ENETDOWN,
              Linux.ENOPROTOOPT,
              Linux.EHOSTDOWN,
              Linux.ENONET,
              Linux.EHOSTUNREACH,
              Linux.ENETUNREACH -> {}
          default -> throw Failures.of("accept", fd, null);
        }
      }
    } finally {
      descriptor.unlock(READ);
    }
  }

  /**
   * Connects; connect(2). A datagram socket is thereby given the one address that it sends to and
   * receives from. After a failure or a timeout the socket is of no more use: close it.
   *
   * @throws java.net.ConnectException if nothing listens there
   * @throws java.net.NoRouteToHostException if there is no way there
   * @throws SocketTimeoutException if the send timeout is over
   */
  public void connect(SocketAddress address) throws IOException {
    connect(address, deadline(sendTimeout), true);
  }

  /**
   * Connects within a time; connect(2).
   *
   * @param timeout how long it may take; zero for as long as the system tries
   * @throws SocketTimeoutException if the time is over
   */
  public void connect(SocketAddress address, Duration timeout) throws IOException {
    connect(address, timeout.isZero() ? NEVER : deadline(nanos(timeout)), true);
  }

  /**
   * Begins to connect, without waiting. When the socket is writable, {@link #finishConnect} tells
   * what came of it.
   *
   * @return true if it is connected already
   */
  public boolean tryConnect(SocketAddress address) throws IOException {
    return connect(address, NEVER, false);
  }

  private boolean connect(SocketAddress address, long deadline, boolean wait) throws IOException {
    if (!begin(WRITE, "connect", deadline, wait)) return false;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment sockaddr = arena.allocate(Sockaddr.SIZE, 8);
      int length = Sockaddr.write(address, sockaddr);
      for (; ; ) {
        descriptor.reset(WRITE);
        int result =
            SocketCalls.connect(descriptor.errno(WRITE), descriptor.number(), sockaddr, length);
        if (result >= 0 || result == -Linux.EISCONN) break;
        if (result == -Linux.EINTR) continue;
        // EAGAIN is a Unix socket whose listener has its backlog full: unlike in all other cases,
        // nothing is under way and the kernel tells of no change. See unix(7), connect(2).
        if (result == -Linux.EAGAIN && family.equals(Family.UNIX)) {
          if (!wait) return false;
          UnixBacklog.pause(deadline);
          continue;
        }
        if (result != -Linux.EINPROGRESS && result != -Linux.EALREADY) {
          throw Failures.of("connect", result, address);
        }
        if (!wait) return false;
        await(WRITE, "connect " + address, deadline);
        if (finished(address)) break;
      }
      if (!address.family().equals(new Family(Linux.AF_UNSPEC))) remote = address;
      return true;
    } finally {
      descriptor.unlock(WRITE);
    }
  }

  /**
   * Says what came of a connect that was begun by {@link #tryConnect}.
   *
   * @return true if it is connected; false if it is still under way
   * @throws java.net.ConnectException if nothing listens there
   */
  public boolean finishConnect() throws IOException {
    enter("connect");
    try {
      return finished(null);
    } finally {
      descriptor.exit();
    }
  }

  /** Whether a connect has succeeded. A socket without an error may just not be through yet. */
  private boolean finished(@Nullable SocketAddress address) throws IOException {
    int error = get(SocketOption.SO_ERROR);
    if (error != 0) throw Failures.of("connect", -error, address);
    return remoteAddress() != null;
  }

  /** Which half of a connection to shut down. */
  public enum Half {
    /** No more is received: what comes is thrown away. */
    RECEIVE,
    /** No more is sent: the other side sees the end of the stream. */
    SEND,
    /** Both. */
    BOTH
  }

  /**
   * Ends one half of a connection, or both; shutdown(2). The socket stays open.
   *
   * @throws SocketException if it is not connected (ENOTCONN)
   */
  public void shutdown(Half half) throws IOException {
    int how =
        switch (half) {
          case RECEIVE -> Linux.SHUT_RD;
          case SEND -> Linux.SHUT_WR;
          case BOTH -> Linux.SHUT_RDWR;
        };
    enter("shutdown");
    try (Arena arena = Arena.ofConfined()) {
      int result = SocketCalls.shutdown(errno(arena), descriptor.number(), how);
      if (result < 0) throw Failures.of("shutdown", result, remote);
    } finally {
      descriptor.exit();
    }
  }

  /** Closes the socket and wakes every thread that waits on it. Closing again does nothing. */
  @Override
  public void close() {
    descriptor.close();
  }

  /** Reports whether the socket is open on our side. */
  public boolean isOpen() {
    return !descriptor.isClosed();
  }

  /** Returns what this socket is made of, for a selector. */
  @Override
  public Descriptor descriptor() {
    return descriptor;
  }

  // What it is

  /** Returns the address family. */
  public Family family() {
    return family;
  }

  /** Returns the type. */
  public SocketType type() {
    return type;
  }

  /** Returns the address of our end; getsockname(2). */
  public SocketAddress localAddress() throws IOException {
    enter("getsockname");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(Sockaddr.SIZE + 8, 8);
      MemorySegment length = name.asSlice(Sockaddr.SIZE, 4);
      length.set(ValueLayout.JAVA_INT, 0, (int) Sockaddr.SIZE);
      int result = SocketCalls.getsockname(errno(arena), descriptor.number(), name, length);
      if (result < 0) throw Failures.of("getsockname", result, null);
      return Sockaddr.read(name, length.get(ValueLayout.JAVA_INT, 0));
    } finally {
      descriptor.exit();
    }
  }

  /**
   * Returns the address of the other end, also after the connection has ended; getpeername(2).
   *
   * @return the address; null if the socket is not connected
   */
  public @Nullable SocketAddress remoteAddress() throws IOException {
    if (remote != null) return remote;
    enter("getpeername");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(Sockaddr.SIZE + 8, 8);
      MemorySegment length = name.asSlice(Sockaddr.SIZE, 4);
      length.set(ValueLayout.JAVA_INT, 0, (int) Sockaddr.SIZE);
      int result = SocketCalls.getpeername(errno(arena), descriptor.number(), name, length);
      if (result == -Linux.ENOTCONN || result == -Linux.EINVAL) return null;
      if (result < 0) throw Failures.of("getpeername", result, null);
      remote = Sockaddr.read(name, length.get(ValueLayout.JAVA_INT, 0));
      return remote;
    } finally {
      descriptor.exit();
    }
  }

  /**
   * Sets an option; setsockopt(2).
   *
   * @throws SocketException if the system does not take it: which option, and why
   */
  public <T> void set(SocketOption<T> option, T value) throws IOException {
    enter("setsockopt " + option);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(option.codec.size(), 8);
      int length = option.codec.write(value, memory);
      int result =
          SocketCalls.setsockopt(
              errno(arena), descriptor.number(), option.level, option.number, memory, length);
      if (result < 0) throw Failures.of("setsockopt " + option, result, null);
    } finally {
      descriptor.exit();
    }
  }

  /**
   * Reads an option; getsockopt(2).
   *
   * @throws SocketException if the system does not have it: which option, and why
   */
  public <T> T get(SocketOption<T> option) throws IOException {
    enter("getsockopt " + option);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(option.codec.size(), 8);
      MemorySegment length = arena.allocate(ValueLayout.JAVA_INT);
      length.set(ValueLayout.JAVA_INT, 0, option.codec.size());
      int result =
          SocketCalls.getsockopt(
              errno(arena), descriptor.number(), option.level, option.number, memory, length);
      if (result < 0) throw Failures.of("getsockopt " + option, result, null);
      return option.codec.read(memory, length.get(ValueLayout.JAVA_INT, 0));
    } finally {
      descriptor.exit();
    }
  }

  // Time

  /**
   * Sets how long each operation may take from now on: a receive or accept, a send or connect.
   *
   * @param timeout more than zero; zero for no limit
   */
  public void timeout(Duration timeout) {
    receiveTimeout(timeout);
    sendTimeout(timeout);
  }

  /**
   * Sets how long a receive or an accept may take.
   *
   * @param timeout more than zero; zero for no limit
   */
  public void receiveTimeout(Duration timeout) {
    receiveTimeout = timeout.isZero() ? NEVER : nanos(timeout);
  }

  /**
   * Sets how long a send or a connect may take.
   *
   * @param timeout more than zero; zero for no limit
   */
  public void sendTimeout(Duration timeout) {
    sendTimeout = timeout.isZero() ? NEVER : nanos(timeout);
  }

  private static long nanos(Duration timeout) {
    if (timeout.isNegative()) throw new IllegalArgumentException("a negative timeout: " + timeout);
    try {
      return timeout.toNanos();
    } catch (ArithmeticException e) {
      return NEVER; // 292 years
    }
  }

  private static long deadline(long timeout) {
    if (timeout == NEVER) return NEVER;
    long deadline = System.nanoTime() + timeout;
    return deadline < 0 ? NEVER : deadline;
  }

  // Receiving

  /**
   * Receives what is there, waiting if there is nothing; recv(2).
   *
   * @return how many bytes, at least 1; -1 at the end of the stream
   * @throws SocketTimeoutException if the receive timeout is over
   */
  public int receive(byte[] buffer) throws IOException {
    return receive(null, buffer, 0, buffer.length, true);
  }

  /**
   * Receives what is there into a part of an array; recv(2).
   *
   * @return how many bytes; -1 at the end of the stream; 0 if {@code length} is 0
   */
  public int receive(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    return receive(null, buffer, offset, length, true);
  }

  /**
   * Receives what is there into a buffer, and moves its position; recv(2).
   *
   * @return how many bytes; -1 at the end of the stream; 0 if the buffer has no room
   */
  public int receive(ByteBuffer buffer) throws IOException {
    return receive(buffer, true);
  }

  /**
   * Receives what is there into memory; recv(2).
   *
   * @return how many bytes; -1 at the end of the stream; 0 if the segment is empty
   */
  public long receive(MemorySegment buffer) throws IOException {
    return receive(buffer, true);
  }

  /**
   * Receives what is there, without waiting.
   *
   * @return how many bytes; -1 at the end of the stream; {@link #WOULD_BLOCK} if there is nothing
   */
  public int tryReceive(ByteBuffer buffer) throws IOException {
    return receive(buffer, false);
  }

  /**
   * Receives what is there, without waiting.
   *
   * @return how many bytes; -1 at the end of the stream; {@link #WOULD_BLOCK} if there is nothing
   */
  public int tryReceive(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    return receive(null, buffer, offset, length, false);
  }

  /**
   * Receives until the array is full.
   *
   * @throws EOFException if the stream ends before
   */
  public void receiveExactly(byte[] buffer) throws IOException {
    int done = 0;
    while (done < buffer.length) {
      int n = receive(null, buffer, done, buffer.length - done, true);
      if (n < 0) {
        throw new EOFException(
            "the stream ended after " + done + " of " + buffer.length + " bytes");
      }
      done += n;
    }
  }

  private int receive(ByteBuffer buffer, boolean wait) throws IOException {
    if (buffer.isReadOnly()) throw new ReadOnlyBufferException();
    int n;
    if (buffer.hasArray()) {
      int offset = buffer.arrayOffset() + buffer.position();
      n = receive(null, buffer.array(), offset, buffer.remaining(), wait);
    } else {
      n = receive(MemorySegment.ofBuffer(buffer), NO_ARRAY, 0, buffer.remaining(), wait);
    }
    if (n > 0) buffer.position(buffer.position() + n);
    return n;
  }

  private long receive(MemorySegment buffer, boolean wait) throws IOException {
    if (buffer.isReadOnly()) throw new ReadOnlyBufferException();
    int length = (int) Math.min(buffer.byteSize(), MOST);
    if (buffer.isNative()) return receive(buffer, NO_ARRAY, 0, length, wait);
    return receive(buffer.asByteBuffer(), wait);
  }

  private static final byte[] NO_ARRAY = {};

  /** The most bytes of one call; the kernel itself takes no more than 2 GiB less a page. */
  private static final long MOST = 1 << 30;

  /**
   * The receive that all forms come to: into native memory, or, where there is none, into an array
   * by way of a buffer that is ours during the call.
   */
  private int receive(
      @Nullable MemorySegment memory, byte[] array, int offset, int length, boolean wait)
      throws IOException {
    long deadline = deadline(receiveTimeout);
    if (!begin(READ, "receive", deadline, wait)) return WOULD_BLOCK;
    try {
      for (; ; ) {
        // Who does not wait may know from a selector what the descriptor was not told.
        if (descriptor.worthReading() || !wait) {
          descriptor.reset(READ);
          int asked = memory != null ? length : Math.min(length, TransferBuffers.SIZE);
          int n = memory != null ? recv(memory, asked) : recv(array, offset, asked);
          if (n > 0) {
            if (n < asked && drains) descriptor.drained();
            return n;
          }
          if (n == 0) return length == 0 || !type.equals(SocketType.STREAM) ? 0 : -1;
          if (n == -Linux.EINTR) continue;
          if (n != -Linux.EAGAIN) throw Failures.of("receive", n, remote);
        }
        if (!wait) return WOULD_BLOCK;
        await(READ, "receive", deadline);
      }
    } finally {
      descriptor.unlock(READ);
    }
  }

  private int recv(MemorySegment memory, int length) {
    return (int) SocketCalls.recv(descriptor.errno(READ), descriptor.number(), memory, length, 0);
  }

  private int recv(byte[] array, int offset, int length) {
    MemorySegment buffer = TransferBuffers.take();
    int n = recv(buffer, length);
    if (n > 0) MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, array, offset, n);
    TransferBuffers.give(buffer);
    return n;
  }

  // Sending

  /**
   * Sends what the system takes, waiting until it takes something; send(2).
   *
   * @return how many bytes, which may be fewer than were given
   * @throws SocketTimeoutException if the send timeout is over
   * @throws SocketException if the other side is gone (EPIPE, ECONNRESET)
   */
  public int send(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    return send(null, buffer, offset, length, true, false);
  }

  /** Sends what the system takes of a buffer, and moves its position; send(2). */
  public int send(ByteBuffer buffer) throws IOException {
    return send(buffer, true, false);
  }

  /** Sends what the system takes, without waiting; {@link #WOULD_BLOCK} if it takes nothing. */
  public int trySend(ByteBuffer buffer) throws IOException {
    return send(buffer, false, false);
  }

  /** Sends what the system takes, without waiting; {@link #WOULD_BLOCK} if it takes nothing. */
  public int trySend(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    return send(null, buffer, offset, length, false, false);
  }

  /**
   * Sends all of an array. No other thread's data comes in between.
   *
   * @throws SocketTimeoutException if the send timeout is over; its bytesTransferred says how much
   *     was sent
   */
  public void sendAll(byte[] buffer) throws IOException {
    send(null, buffer, 0, buffer.length, true, true);
  }

  /** Sends all of a part of an array, as {@link #sendAll(byte[])} does. */
  public void sendAll(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    send(null, buffer, offset, length, true, true);
  }

  /** Sends all that remains in a buffer, as {@link #sendAll(byte[])} does. */
  public void sendAll(ByteBuffer buffer) throws IOException {
    send(buffer, true, true);
  }

  /** Sends all of a piece of memory, as {@link #sendAll(byte[])} does. */
  public void sendAll(MemorySegment memory) throws IOException {
    for (long sent = 0; sent < memory.byteSize(); ) {
      MemorySegment part = memory.asSlice(sent, Math.min(memory.byteSize() - sent, MOST));
      if (part.isNative()) {
        sent += send(part, NO_ARRAY, 0, (int) part.byteSize(), true, true);
      } else {
        sent += send(part.asByteBuffer(), true, true);
      }
    }
  }

  private int send(ByteBuffer buffer, boolean wait, boolean all) throws IOException {
    int n;
    if (buffer.hasArray()) {
      int offset = buffer.arrayOffset() + buffer.position();
      n = send(null, buffer.array(), offset, buffer.remaining(), wait, all);
    } else if (buffer.isDirect()) {
      n = send(MemorySegment.ofBuffer(buffer), NO_ARRAY, 0, buffer.remaining(), wait, all);
    } else { // a read-only view of an array
      byte[] copy = new byte[buffer.remaining()];
      buffer.get(buffer.position(), copy);
      n = send(null, copy, 0, copy.length, wait, all);
    }
    if (n > 0) buffer.position(buffer.position() + n);
    return n;
  }

  /** The send that all forms come to: from native memory, or from an array through a buffer. */
  private int send(
      @Nullable MemorySegment memory,
      byte[] array,
      int offset,
      int length,
      boolean wait,
      boolean all)
      throws IOException {
    long deadline = deadline(sendTimeout);
    if (!begin(WRITE, "send", deadline, wait)) return WOULD_BLOCK;
    int sent = 0;
    try {
      for (; ; ) {
        int n =
            memory != null
                ? transmit(sent == 0 ? memory : memory.asSlice(sent), length - sent)
                : transmit(array, offset + sent, length - sent);
        if (n >= 0) {
          sent += n;
          if (!all || sent == length) return sent;
        } else if (n == -Linux.EAGAIN) {
          if (!wait) return WOULD_BLOCK;
          await(WRITE, "send", deadline);
        } else if (n != -Linux.EINTR) {
          throw Failures.of("send", n, remote);
        }
      }
    } catch (InterruptedIOException e) {
      e.bytesTransferred = sent;
      throw e;
    } finally {
      descriptor.unlock(WRITE);
    }
  }

  private int transmit(MemorySegment memory, int length) {
    return (int)
        SocketCalls.send(
            descriptor.errno(WRITE), descriptor.number(), memory, length, Linux.MSG_NOSIGNAL);
  }

  private int transmit(byte[] array, int offset, int length) {
    MemorySegment buffer = TransferBuffers.take();
    int size = Math.min(length, TransferBuffers.SIZE);
    MemorySegment.copy(array, offset, buffer, ValueLayout.JAVA_BYTE, 0, size);
    int n = transmit(buffer, size);
    TransferBuffers.give(buffer);
    return n;
  }

  // Streams

  /**
   * Returns a stream of what is received. Its {@code read} is {@link #receive}; closing it closes
   * the socket.
   */
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
        Socket.this.close();
      }
    };
  }

  /**
   * Returns a stream whose {@code write} is {@link #sendAll}: nothing is held back. Closing it
   * closes the socket.
   */
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
        Socket.this.close();
      }
    };
  }

  // What every operation does

  private static MemorySegment errno(Arena arena) {
    return arena.allocate(ValueLayout.JAVA_INT);
  }

  private void enter(String operation) throws SocketClosedException {
    if (!descriptor.enter()) throw new SocketClosedException(operation);
  }

  /** Takes a turn; false if somebody else has it and we are not to wait. */
  private boolean begin(Direction direction, String operation, long deadline, boolean wait)
      throws IOException {
    Status status = wait ? descriptor.lock(direction, deadline) : descriptor.tryLock(direction);
    if (status == READY) return true;
    if (!wait && status == Status.TIMED_OUT) return false;
    throw ended(status, operation);
  }

  /** Waits for the kernel, holding a turn. */
  private void await(Direction direction, String operation, long deadline) throws IOException {
    Status status = descriptor.await(direction, deadline);
    if (status != READY) throw ended(status, operation);
  }

  private IOException ended(Status status, String operation) {
    return switch (status) {
      case READY -> throw new AssertionError(status);
      case CLOSED -> new SocketClosedException(operation);
      case TIMED_OUT -> new SocketTimeoutException(operation + ": timed out");
      case INTERRUPTED -> new InterruptedIOException(operation + ": interrupted");
      case UNWATCHED ->
          new SocketException(
              operation
                  + ": the kernel watches no more descriptors: see epoll(7), max_user_watches");
    };
  }

  @Override
  public String toString() {
    return "Socket[" + descriptor + ", " + family + ", " + type + ", remote=" + remote + "]";
  }
}
