package lisle.socket;

import static lisle.selectors.Descriptor.Direction.READ;
import static lisle.selectors.Descriptor.Direction.WRITE;
import static lisle.selectors.Descriptor.NEVER;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import lisle.ipaddress.IpAddress;
import lisle.selectors.Descriptor;
import lisle.selectors.Selectable;
import lisle.sys.FileCalls;
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
 * interrupt status set, and leaves the socket as it was; or closes it, if {@link #interruptCloses}
 * was chosen.
 *
 * <p>Close it. One that is forgotten is closed when the garbage collector finds it.
 *
 * <p>All that can be done with a socket stands here, in one class, as in the system: a datagram
 * socket can be connected, a Unix socket can be of any type, and what is true of a kind is known
 * when it is used rather than when it is compiled. The class does little itself: it is how its
 * life, its ends, its options, its receiver and its sender look from outside.
 */
public final class Socket implements Closeable, Selectable {
  /** What a {@code try} form answers where it would have to wait. */
  public static final int WOULD_BLOCK = -2;

  /** How many connections wait to be accepted, where nobody says; the kernel has its own limit. */
  public static final int DEFAULT_BACKLOG = 4096;

  private final Descriptor descriptor;
  private final Life life;
  private final Family family;
  private final SocketType type;
  private final int protocol;
  private final Ends ends;
  private final Receiver receiver;
  private final Sender sender;

  private Socket(Descriptor descriptor, Family family, SocketType type, int protocol) {
    this.descriptor = descriptor;
    this.family = family;
    this.type = type;
    this.protocol = protocol;
    boolean stream = type.equals(SocketType.STREAM);
    life = new Life(descriptor);
    ends = new Ends(this, life);
    boolean tcp = isTcp();
    receiver = new Receiver(this, life, stream, tcp);
    sender = new Sender(this, life, stream, tcp);
  }

  /** A socket that is closed when it is forgotten. */
  static Socket of(Descriptor descriptor, Family family, SocketType type, int protocol) {
    Socket socket = new Socket(descriptor, family, type, protocol);
    socket.life.endsWith(socket);
    return socket;
  }

  /**
   * Whether it is TCP, where a read that returns less than was asked for has emptied the queue: it
   * goes on until the buffer is full or the queue is empty; what ends a read early otherwise
   * (urgent data, the end of the stream) shows in the events of epoll. A Unix stream stops at
   * ancillary data.
   */
  private static boolean isTcp(Family family, SocketType type, int protocol) {
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
      if (fd < 0) {
        String of = protocol == 0 ? "" : " protocol " + protocol;
        throw Failures.of("socket " + family + " " + type + of, fd, null);
      }
      return of(Descriptor.ofNonBlocking(fd), family, type.withoutFlags(), protocol);
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
      Connector.refuseItself(socket, address);
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
   * Opens two sockets that are connected to each other; socketpair(2). Unix sockets alone can.
   *
   * @throws SocketException if the system has no such pair, or this process has too many
   *     descriptors
   */
  public static SocketPair pair(Family family, SocketType type) throws IOException {
    int flags = Linux.SOCK_NONBLOCK | Linux.SOCK_CLOEXEC;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pair = arena.allocate(8, 4);
      int result =
          SocketCalls.socketpair(errno(arena), family.number(), type.number() | flags, 0, pair);
      if (result < 0) throw Failures.of("socketpair " + family + " " + type, result, null);
      SocketType kind = type.withoutFlags();
      return new SocketPair(
          of(ofNumber(pair, 0), family, kind, 0), of(ofNumber(pair, 4), family, kind, 0));
    }
  }

  private static Descriptor ofNumber(MemorySegment numbers, long offset) {
    return Descriptor.ofNonBlocking(numbers.get(ValueLayout.JAVA_INT, offset));
  }

  /**
   * Takes over a socket that is open under a number, such as one that was inherited: it is made
   * non-blocking, and is ours to close from now on. What kind it is, the system says.
   *
   * @throws SocketException if it is not open (EBADF), or no socket (ENOTSOCK); then nothing is
   *     owned
   */
  public static Socket adopt(int number) throws IOException {
    int family;
    int type;
    int protocol;
    boolean lingers;
    try (Arena arena = Arena.ofConfined()) {
      family = discover(arena, number, Linux.SO_DOMAIN);
      type = discover(arena, number, Linux.SO_TYPE);
      protocol = discover(arena, number, Linux.SO_PROTOCOL);
      lingers = discover(arena, number, Linux.SO_LINGER) != 0;
    }
    Descriptor descriptor = Descriptor.adopt(number);
    Socket socket = of(descriptor, new Family(family), new SocketType(type), protocol);
    socket.life.lingers(lingers);
    socket.receiver.coalesces(socket.isUdp() && socket.hasCoalescing());
    return socket;
  }

  private static int discover(Arena arena, int number, int option) throws IOException {
    MemorySegment value = arena.allocate(8, 4);
    MemorySegment length = arena.allocate(ValueLayout.JAVA_INT);
    length.set(ValueLayout.JAVA_INT, 0, 8);
    int result =
        SocketCalls.getsockopt(errno(arena), number, Linux.SOL_SOCKET, option, value, length);
    if (result < 0) throw Failures.of("adopt descriptor " + number, result, null);
    return value.get(ValueLayout.JAVA_INT, 0);
  }

  // The life of a socket

  /**
   * Gives the socket an address of this machine; bind(2).
   *
   * @throws java.net.BindException if the address is in use, is not ours, or is not allowed
   */
  public void bind(SocketAddress address) throws IOException {
    ends.bind(address);
  }

  /**
   * Gives the socket a path of the file system that has these permissions, whatever the umask says.
   * It never has more than those, which a change after a bind could not promise. Of a socket's
   * path, the permission to write is the one to connect and to send, unix(7).
   *
   * @throws IllegalArgumentException if the address is no path
   * @throws java.net.BindException if there is something at that path, or it is not allowed
   */
  public void bind(UnixSocketAddress address, Set<PosixFilePermission> permissions)
      throws IOException {
    ends.bind(address, permissions);
  }

  /**
   * Begins to take connections; listen(2).
   *
   * @param backlog how many wait to be accepted; the kernel takes no more than net.core.somaxconn
   */
  public void listen(int backlog) throws IOException {
    ends.listen(backlog);
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
    return Objects.requireNonNull(ends.accept(life.receiveDeadline(), true, false));
  }

  /** Takes a connection that waits to be accepted; null if there is none. */
  public @Nullable Socket tryAccept() throws IOException {
    return ends.accept(NEVER, false, false);
  }

  /** As {@link #accept()}, but the connection is {@link #inheritable}. */
  public Socket acceptInheritable() throws IOException {
    return Objects.requireNonNull(ends.accept(life.receiveDeadline(), true, true));
  }

  /**
   * Connects; connect(2). A datagram socket is thereby given the one address that it sends to and
   * receives from. After a failure or a timeout the socket is of no more use: close it.
   *
   * @throws SocketException if it is connected already (EISCONN), or about to be elsewhere
   *     (EALREADY); not so a datagram socket
   * @throws java.net.ConnectException if nothing listens there
   * @throws java.net.NoRouteToHostException if there is no way there
   * @throws SocketTimeoutException if the send timeout is over
   */
  public void connect(SocketAddress address) throws IOException {
    ends.connect(address, life.sendDeadline(), true);
  }

  /**
   * Connects within a time; connect(2).
   *
   * @param timeout how long it may take; zero for as long as the system tries
   * @throws SocketTimeoutException if the time is over
   */
  public void connect(SocketAddress address, Duration timeout) throws IOException {
    ends.connect(address, Life.deadline(timeout), true);
  }

  /**
   * Begins to connect, without waiting. When the socket is writable, {@link #finishConnect} tells
   * what came of it.
   *
   * @return true if it is connected already
   */
  public boolean tryConnect(SocketAddress address) throws IOException {
    return ends.connect(address, NEVER, false);
  }

  /**
   * Ends what connect began on a datagram socket: it receives from everybody again, on the port
   * that it has. But of IPv6, Linux goes on to drop what comes from any other host than the one
   * that it was connected to, at which port ever: to hear everybody again, open another.
   *
   * @throws SocketException if the protocol cannot
   * @throws java.net.BindException if another socket got the port just then, which the kernel gives
   *     up unless it was asked for by its number; it is disconnected all the same
   */
  public void disconnect() throws IOException {
    ends.disconnect();
  }

  /**
   * Says what came of a connect that was begun by {@link #tryConnect}.
   *
   * @return true if it is connected; false if it is still under way
   * @throws java.net.ConnectException if nothing listens there
   * @throws SocketException with ENOTCONN if none was begun, or its failure was told already
   */
  public boolean finishConnect() throws IOException {
    return ends.finishConnect();
  }

  /** Which half of a connection to shut down. */
  public enum Half {
    /** No more is received than has come already. */
    RECEIVE,
    /** No more is sent: the other side sees the end of the stream. */
    SEND,
    /** Both. */
    BOTH
  }

  /**
   * Ends one half of a connection, or both; shutdown(2). The socket stays open. A stream that is
   * shut down for receiving is at its end once what has come is received, and who waits for more is
   * told so; but TCP tells nothing of it to the other side, and what that sends all the same is
   * received. Who receives datagrams gets a {@link SocketException} when there are no more.
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
    ends.shutdown(how);
  }

  /** Closes the socket and wakes every thread that waits on it. Closing again does nothing. */
  @Override
  public void close() {
    try {
      life.close();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** Reports whether the socket is open on our side. */
  public boolean isOpen() {
    return !descriptor.isClosed();
  }

  /**
   * Returns another socket of ours for the same one of the system: it stays open until both are
   * closed; dup(2). Timeouts, deadlines and what an interrupt does are of each alone.
   *
   * @throws SocketException with EMFILE where descriptors have run out
   */
  public Socket duplicate() throws IOException {
    life.enter("dup");
    try (Arena arena = Arena.ofConfined()) {
      int fd = FileCalls.fcntl(errno(arena), descriptor.number(), Linux.F_DUPFD_CLOEXEC, 0);
      if (fd < 0) throw Failures.of("dup", fd, null);
      Socket duplicate = of(Descriptor.ofNonBlocking(fd), family, type, protocol);
      duplicate.ends.shares(ends);
      duplicate.life.lingers(life.lingers());
      duplicate.receiver.shares(receiver);
      descriptor.share();
      duplicate.descriptor.share();
      descriptor.wake(READ); // who waits for many bytes would keep the duplicate from a few
      return duplicate;
    } finally {
      exit();
    }
  }

  /**
   * Gives the socket up without closing it. It is non-blocking still. To this object it is closed.
   *
   * <p>What was taken from the system already and not received is lost with this object: of a
   * socket that has received a {@linkplain #receive(DatagramBatch) batch}, the datagrams that came
   * joined with one that was received since, or only looked at; of any, what a {@link #spliceTo}
   * that failed has left. So receive without waiting before, until there is nothing more. The
   * system goes on to join datagrams, if it has begun to: {@link #adopt} heeds that, others switch
   * {@link UdpOption#UDP_GRO} off.
   *
   * @return its number, which is the caller's from now on
   * @throws SocketClosedException if it is closed already
   */
  public int detach() throws IOException {
    try {
      int number = life.detach();
      if (number < 0) throw new SocketClosedException("detach");
      return number;
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /**
   * Chooses whether the socket stays open over execve(2); not, by default. So the programs that
   * native code starts inherit it. Those of {@link ProcessBuilder} do not: there, the JDK closes
   * all descriptors but the first three. Pass them the socket as {@link Rights}.
   */
  public void inheritable(boolean inheritable) throws IOException {
    descriptorFlags(Linux.F_SETFD, inheritable ? 0 : Linux.FD_CLOEXEC);
    if (inheritable) descriptor.share();
  }

  /** Reports whether the socket stays open over execve(2). */
  public boolean isInheritable() throws IOException {
    return (descriptorFlags(Linux.F_GETFD, 0) & Linux.FD_CLOEXEC) == 0;
  }

  private int descriptorFlags(int command, int argument) throws IOException {
    life.enter("fcntl");
    try (Arena arena = Arena.ofConfined()) {
      int result = FileCalls.fcntl(errno(arena), descriptor.number(), command, argument);
      if (result < 0) throw Failures.of("fcntl", result, null);
      return result;
    } finally {
      exit();
    }
  }

  /** Returns what this socket is made of, for a selector. */
  @Override
  public Descriptor descriptor() {
    return descriptor;
  }

  Life life() {
    return life;
  }

  Receiver receiver() {
    return receiver;
  }

  Ends ends() {
    return ends;
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

  /** Returns the number of the protocol that it was opened with; 0 for the family's default. */
  public int protocol() {
    return protocol;
  }

  boolean isUdp() {
    return type.equals(SocketType.DATAGRAM)
        && (family.equals(Family.INET) || family.equals(Family.INET6))
        && (protocol == 0 || protocol == Linux.IPPROTO_UDP);
  }

  boolean isTcp() {
    return isTcp(family, type, protocol);
  }

  /** The address of the other end as far as we know it, for messages. */
  @Nullable SocketAddress knownRemote() {
    return ends.knownRemote();
  }

  /** Returns the address of our end; getsockname(2). */
  public SocketAddress localAddress() throws IOException {
    return ends.local();
  }

  /**
   * Returns the address of the other end, also after the connection has ended; getpeername(2).
   *
   * @return the address; null if the socket is not connected
   */
  public @Nullable SocketAddress remoteAddress() throws IOException {
    return ends.remote();
  }

  // Options

  /** Made when it is needed: a connection that waits has none. */
  private Options options() {
    return new Options(this, life);
  }

  /**
   * Sets an option; setsockopt(2).
   *
   * @throws SocketException if the system does not take it: which option, and why
   * @throws UnsupportedOperationException if its kind of value is only read, as of TCP_INFO
   */
  public <T> void set(SocketOption<T> option, T value) throws IOException {
    options().set(option, value);
  }

  /**
   * Reads an option; getsockopt(2).
   *
   * @throws SocketException if the system does not have it: which option, and why
   * @throws UnsupportedOperationException if its kind of value is only set, as of MCAST_JOIN_GROUP
   */
  public <T> T get(SocketOption<T> option) throws IOException {
    return options().get(option);
  }

  /**
   * Reads an option as bytes; getsockopt(2).
   *
   * @param level the protocol, such as SOL_SOCKET
   * @param number the option's number there
   * @param size the most bytes, from 0 to 1 MiB
   */
  public byte[] rawOption(int level, int number, int size) throws IOException {
    return options().get(Options.numbered(level, number, size));
  }

  /**
   * Sets an option to bytes; setsockopt(2).
   *
   * @param level the protocol, such as SOL_SOCKET
   * @param number the option's number there
   */
  public void rawOption(int level, int number, byte[] value) throws IOException {
    options().set(Options.numbered(level, number, value.length), value);
  }

  /**
   * Listens to a multicast group on an interface.
   *
   * @param interfaceIndex the interface; 0 for the one that is the scope of the group, and where it
   *     has none, leaves the choice to the routes
   * @throws SocketException if there is no such interface (ENODEV), or it is joined already
   *     (EADDRINUSE)
   */
  public void join(IpAddress group, int interfaceIndex) throws IOException {
    join(new MulticastMembership(group, interfaceIndex));
  }

  /**
   * Listens to a multicast group, or to one sender of it, and then to more of them one by one. Who
   * listens to all senders and joins one hears that one alone from then on: Linux says nothing of
   * it. Leave the group before.
   *
   * @throws SocketException if there is no such interface (ENODEV), or it is joined already
   *     (EADDRINUSE; of one sender, EADDRNOTAVAIL)
   */
  public void join(MulticastMembership membership) throws IOException {
    options().set(membership.joining(), membership);
  }

  /** Ends what {@link #join(MulticastMembership)} began. */
  public void leave(MulticastMembership membership) throws IOException {
    options().set(membership.leaving(), membership);
  }

  /** Whether the kernel joins datagrams, as whoever had the socket before may have wished. */
  private boolean hasCoalescing() throws IOException {
    try {
      return get(UdpOption.UDP_GRO);
    } catch (SocketException e) {
      return false; // before Linux 5.0
    }
  }

  /** Lets the kernel join datagrams for batches; false if it cannot. */
  boolean startCoalescing() throws IOException {
    try {
      set(UdpOption.UDP_GRO, true);
      return true;
    } catch (SocketException e) {
      return false; // before Linux 5.0
    }
  }

  /** Returns how many bytes can be received without waiting; FIONREAD, ioctl(2). */
  public int available() throws IOException {
    return receiver.available(options().number("FIONREAD", Linux.FIONREAD));
  }

  /** Returns how many bytes were sent and are not yet acknowledged; SIOCOUTQ, tcp(7). */
  public int unsent() throws IOException {
    return options().number("SIOCOUTQ", Linux.SIOCOUTQ);
  }

  /** Reports whether the next byte to be received is where urgent data was; sockatmark(3). */
  public boolean isAtMark() throws IOException {
    return options().number("SIOCATMARK", Linux.SIOCATMARK) != 0;
  }

  /** Calls ioctl(2): minus the errno, where it fails. */
  int control(MemorySegment errno, int request, MemorySegment argument) throws IOException {
    return options().control(errno, request, argument);
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
    life.receiveTimeout(timeout);
  }

  /**
   * Sets how long a send or a connect may take.
   *
   * @param timeout more than zero; zero for no limit
   */
  public void sendTimeout(Duration timeout) {
    life.sendTimeout(timeout);
  }

  /** Returns how long a receive or an accept may take; zero for no limit. */
  public Duration receiveTimeout() {
    return life.receiveTimeout();
  }

  /** Returns how long a send or a connect may take; zero for no limit. */
  public Duration sendTimeout() {
    return life.sendTimeout();
  }

  /**
   * Sets when receives and accepts give up, those that wait already and those that would not have
   * to: an absolute time that counts for all of them together, beside the timeout of each. It is
   * kept until it is set anew. The forms that begin with {@code try} do not heed it.
   *
   * @param deadline by the system's clock as it goes now; {@link Instant#MAX} for none
   */
  public void receiveDeadline(Instant deadline) {
    life.deadline(READ, deadline);
  }

  /** Sets when sends and connects give up, as {@link #receiveDeadline} does. */
  public void sendDeadline(Instant deadline) {
    life.deadline(WRITE, deadline);
  }

  /**
   * Chooses what an interrupt does to the socket beside ending the operation of the thread:
   * nothing, as by default, or closing it.
   */
  public void interruptCloses(boolean closes) {
    life.interruptCloses(closes);
  }

  // Receiving

  /**
   * Receives what is there, waiting if there is nothing; recv(2).
   *
   * <p>Where messages have boundaries there is no stream that could end: 0 is a message without
   * bytes, or, with {@link SocketType#SEQPACKET}, the end of the connection too, of which the
   * kernel says no more than that. A receive into nothing takes a message all the same.
   *
   * @return how many bytes of a stream, at least 1; -1 at its end
   * @throws SocketTimeoutException if the receive timeout is over
   * @throws SocketException if the connection broke (ECONNRESET, ETIMEDOUT, …), once all that had
   *     come before is received: each time, also where a send was told first
   */
  public int receive(byte[] buffer) throws IOException {
    return receiver.receive(null, buffer, 0, buffer.length, 0, true);
  }

  /**
   * Receives what is there into a part of an array; recv(2).
   *
   * @return how many bytes; -1 at the end of the stream; 0 if {@code length} is 0, for which no
   *     stream is asked, but a message is taken
   */
  public int receive(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    return receiver.receive(null, buffer, offset, length, 0, true);
  }

  /**
   * Receives what is there into a buffer, and moves its position; recv(2).
   *
   * @return how many bytes; -1 at the end of the stream; 0 if the buffer has no room
   */
  public int receive(ByteBuffer buffer) throws IOException {
    return receiver.receive(buffer, 0, true);
  }

  /**
   * Receives what is there into memory; recv(2).
   *
   * @return how many bytes; -1 at the end of the stream; 0 if the segment is empty
   */
  public long receive(MemorySegment buffer) throws IOException {
    return receiver.receive(buffer, 0, true);
  }

  /**
   * Receives what is there, without waiting.
   *
   * @return how many bytes; -1 at the end of the stream; {@link #WOULD_BLOCK} if there is nothing
   */
  public int tryReceive(ByteBuffer buffer) throws IOException {
    return receiver.receive(buffer, 0, false);
  }

  /**
   * Receives what is there, without waiting.
   *
   * @return how many bytes; -1 at the end of the stream; {@link #WOULD_BLOCK} if there is nothing
   */
  public int tryReceive(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    return receiver.receive(null, buffer, offset, length, 0, false);
  }

  /**
   * Receives until the array is full. Other receivers wait until then. Of a long message over TCP
   * the caller is woken for up to 256 KiB at once, by way of {@link SocketOption#SO_RCVLOWAT},
   * where there is no receive timeout, nobody has set that option, and the socket is open under
   * this one descriptor, as far as is known; less than that is left for the next receive, where a
   * deadline or an interrupt ends the wait.
   *
   * @throws EOFException if the stream ends before
   * @throws SocketTimeoutException if the receive timeout, which counts for each part, is over; its
   *     bytesTransferred says how much was received
   */
  public void receiveExactly(byte[] buffer) throws IOException {
    receiver.receiveExactly(null, buffer, 0, buffer.length, null);
  }

  /** As {@link #receiveExactly(byte[])}, a part of an array. */
  public void receiveExactly(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    receiver.receiveExactly(null, buffer, offset, length, null);
  }

  /** As {@link #receiveExactly(byte[])}, until the buffer is full, whose position is moved. */
  public void receiveExactly(ByteBuffer buffer) throws IOException {
    receiver.receiveExactly(buffer);
  }

  /**
   * As {@link #receiveExactly(byte[])}, until the memory is full; but of more than 1 GiB, other
   * threads may receive after each.
   */
  public void receiveExactly(MemorySegment memory) throws IOException {
    receiver.receiveExactly(memory);
  }

  /**
   * Puts back what was received last from a stream, so that whoever receives next gets it before
   * all else, in whatever way, also by {@link #spliceTo}: what a reader of lines, say, has received
   * beyond its last line. It is copied, and of any size. Whoever waits to receive gets it; a
   * selector, and a duplicate, know nothing of it: {@link #available} tells.
   *
   * @throws IndexOutOfBoundsException if that is no part of the array
   * @throws IllegalStateException if this is no stream
   */
  public void unread(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (!type.equals(SocketType.STREAM)) {
      throw new IllegalStateException(this + " is no stream: a message is received once");
    }
    if (length == 0) return;
    byte[] copy = Arrays.copyOfRange(bytes, offset, offset + length);
    receiver.putBack(copy, Unread.NOBODY);
  }

  /** Receives what is there in a special way; see {@link MessageFlags}. */
  public int receive(ByteBuffer buffer, MessageFlags flags) throws IOException {
    return receiver.receive(buffer, flags.bits(), waits(flags));
  }

  /** Receives what is there in a special way, without waiting; {@link #WOULD_BLOCK} if nothing. */
  public int tryReceive(ByteBuffer buffer, MessageFlags flags) throws IOException {
    return receiver.receive(buffer, flags.bits(), false);
  }

  private static boolean waits(MessageFlags flags) {
    return (flags.bits() & Linux.MSG_DONTWAIT) == 0;
  }

  /**
   * Receives a datagram, waiting if there is none, and says whose it is; recvfrom(2). Where sender
   * and length are as of the last one, nothing is allocated.
   *
   * @return its length, its sender ({@link UnixSocketAddress#UNNAMED} for a Unix socket that has no
   *     name), and whether the buffer was too short; of a stream, what is there, from an address of
   *     family 0, and a length of 0 at its end
   * @throws SocketTimeoutException if the receive timeout is over
   */
  public Datagram receiveFrom(byte[] buffer) throws IOException {
    return Objects.requireNonNull(receiver.receiveFrom(null, buffer, 0, buffer.length, true));
  }

  /** As {@link #receiveFrom(byte[])}, into a buffer, whose position is moved. */
  public Datagram receiveFrom(ByteBuffer buffer) throws IOException {
    return Objects.requireNonNull(receiver.receiveFrom(buffer, true));
  }

  /** As {@link #receiveFrom(ByteBuffer)}, without waiting; null if there is none. */
  public @Nullable Datagram tryReceiveFrom(ByteBuffer buffer) throws IOException {
    return receiver.receiveFrom(buffer, false);
  }

  /**
   * Receives a message into one buffer after the other, with its sender and all that comes beside
   * it; recvmsg(2). Of a stream, 512 KiB at most come at once. Close what is returned.
   *
   * @throws SocketTimeoutException if the receive timeout is over
   */
  public ReceivedMessage receiveMessage(ByteBuffer... buffers) throws IOException {
    return receiveMessage(TransferBuffer.CONTROL, MessageFlags.NONE, buffers);
  }

  /**
   * Receives a message in a special way; recvmsg(2).
   *
   * @param controlSize bytes of room for control messages, from 0 (none are received) to 1 MiB
   * @throws IllegalArgumentException if it is out of range, or the flags have MSG_DONTWAIT
   */
  public ReceivedMessage receiveMessage(int controlSize, MessageFlags flags, ByteBuffer... buffers)
      throws IOException {
    checkControl(controlSize);
    if (!waits(flags)) {
      throw new IllegalArgumentException("MSG_DONTWAIT: ask by tryReceiveMessage");
    }
    int bits = flags.bits();
    return Objects.requireNonNull(receiver.receiveMessage(controlSize, bits, true, buffers));
  }

  /** As {@link #receiveMessage(int, MessageFlags, ByteBuffer...)}; null if there is none. */
  public @Nullable ReceivedMessage tryReceiveMessage(
      int controlSize, MessageFlags flags, ByteBuffer... buffers) throws IOException {
    checkControl(controlSize);
    return receiver.receiveMessage(controlSize, flags.bits(), false, buffers);
  }

  private static void checkControl(int size) {
    if (size < 0 || size > 1 << 20) {
      throw new IllegalArgumentException("room for control messages: " + size + ", 0 to 1 MiB");
    }
  }

  /**
   * Receives datagrams in the place of what a batch holds: at least one, waiting if there is none,
   * and more if they are there.
   *
   * <p>The kernel may join datagrams for the batch, and goes on to do so. Other receives cut them
   * apart again: one takes the first and keeps the others for those that follow. Of what is kept a
   * selector knows nothing, so who waits with one receives until there is nothing more.
   *
   * <p>So do a duplicate and an {@linkplain #adopt adopted} socket, if the kernel joins already
   * when they are made; it does not begin to where there was a {@link #duplicate} before. Whoever
   * else has the socket, such as a program that was given it, is told nothing and would take joined
   * datagrams for one: receive with {@link DatagramBatch#coalescing} off where there may be such.
   *
   * @return how many
   * @throws SocketTimeoutException if the receive timeout is over
   * @throws UnsupportedOperationException on a stream
   */
  public int receive(DatagramBatch batch) throws IOException {
    return receiver.receive(batch, 0, true);
  }

  /**
   * As {@link #receive(DatagramBatch)}, but lets some time go by first, in which datagrams come
   * together. Where they come fast, to be woken once for forty of them takes little more than half
   * of the processor time of being woken for each two; each is later by that time at most. The
   * system holds them meanwhile, and drops what {@link SocketOption#SO_RCVBUF} has no room for.
   *
   * @param gathering how long; the timers of the system add some 0.05 ms. Zero for not at all. For
   *     up to 0.1 ms a virtual thread sleeps on its carrier, and for longer it parks
   * @return how many
   * @throws IllegalArgumentException if it is negative
   * @throws SocketTimeoutException if the receive timeout, which counts from the call, is over
   */
  public int receive(DatagramBatch batch, Duration gathering) throws IOException {
    if (gathering.isNegative()) {
      throw new IllegalArgumentException("a negative time to gather: " + gathering);
    }
    return receiver.receive(batch, Life.nanos(gathering), true);
  }

  /** As {@link #receive(DatagramBatch)}, without waiting; {@link #WOULD_BLOCK} if none is there. */
  public int tryReceive(DatagramBatch batch) throws IOException {
    return receiver.receive(batch, 0, false);
  }

  ErrorQueue errorQueue() {
    return receiver.errorQueue();
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
    return sender.send(null, buffer, offset, length, 0, true, false);
  }

  /** Sends what the system takes of a buffer, and moves its position; send(2). */
  public int send(ByteBuffer buffer) throws IOException {
    return sender.send(buffer, 0, true, false);
  }

  /** Sends what the system takes, without waiting; {@link #WOULD_BLOCK} if it takes nothing. */
  public int trySend(ByteBuffer buffer) throws IOException {
    return sender.send(buffer, 0, false, false);
  }

  /** Sends what the system takes, without waiting; {@link #WOULD_BLOCK} if it takes nothing. */
  public int trySend(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    return sender.send(null, buffer, offset, length, 0, false, false);
  }

  /**
   * Sends all of an array. No other thread's data comes in between.
   *
   * @throws SocketTimeoutException if the send timeout is over; its bytesTransferred says how much
   *     was sent, as that of a {@link SocketClosedException} and a {@link SocketFailure} does
   */
  public void sendAll(byte[] buffer) throws IOException {
    sender.send(null, buffer, 0, buffer.length, 0, true, true);
  }

  /** Sends all of a part of an array, as {@link #sendAll(byte[])} does. */
  public void sendAll(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    sender.send(null, buffer, offset, length, 0, true, true);
  }

  /**
   * Sends all that remains in a buffer, as {@link #sendAll(byte[])} does. Its position moves past
   * what was sent, also where the send timeout, a close or a failure comes before all was.
   */
  public void sendAll(ByteBuffer buffer) throws IOException {
    sender.send(buffer, 0, true, true);
  }

  /**
   * Sends all of a piece of memory, as {@link #sendAll(byte[])} does; but of more than 1 GiB, other
   * threads may send, and the send timeout begins anew, after each.
   */
  public void sendAll(MemorySegment memory) throws IOException {
    sender.sendAll(memory);
  }

  /** Sends what the system takes of a buffer, in a special way; see {@link MessageFlags}. */
  public int send(ByteBuffer buffer, MessageFlags flags) throws IOException {
    return sender.send(buffer, flags.bits(), waits(flags), false);
  }

  /** As {@link #send(ByteBuffer, MessageFlags)}, without waiting; or {@link #WOULD_BLOCK}. */
  public int trySend(ByteBuffer buffer, MessageFlags flags) throws IOException {
    return sender.send(buffer, flags.bits(), false, false);
  }

  /**
   * Sends a datagram to an address; sendto(2).
   *
   * @return how many bytes
   * @throws SocketException with EMSGSIZE if it is too long
   */
  public int sendTo(byte[] buffer, SocketAddress to) throws IOException {
    return sender.sendTo(null, buffer, 0, buffer.length, to, 0, true);
  }

  /** As {@link #sendTo(byte[], SocketAddress)}, a part of an array. */
  public int sendTo(byte[] buffer, int offset, int length, SocketAddress to) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    return sender.sendTo(null, buffer, offset, length, to, 0, true);
  }

  /** As {@link #sendTo(byte[], SocketAddress)}, what remains in a buffer; its position is moved. */
  public int sendTo(ByteBuffer buffer, SocketAddress to) throws IOException {
    return sender.sendTo(buffer, to, 0, true);
  }

  /** As {@link #sendTo(ByteBuffer, SocketAddress)}, in a special way; see {@link MessageFlags}. */
  public int sendTo(ByteBuffer buffer, SocketAddress to, MessageFlags flags) throws IOException {
    return sender.sendTo(buffer, to, flags.bits(), waits(flags));
  }

  /** As {@link #sendTo(ByteBuffer, SocketAddress)}, without waiting; or {@link #WOULD_BLOCK}. */
  public int trySendTo(ByteBuffer buffer, SocketAddress to) throws IOException {
    return sender.sendTo(buffer, to, 0, false);
  }

  /**
   * As {@link #trySendTo(ByteBuffer, SocketAddress)}, in a special way; see {@link MessageFlags}.
   */
  public int trySendTo(ByteBuffer buffer, SocketAddress to, MessageFlags flags) throws IOException {
    return sender.sendTo(buffer, to, flags.bits(), false);
  }

  /**
   * Sends a message with what travels beside it; sendmsg(2). On a stream, what does not go at once
   * (512 KiB at most do) stays in the message's buffers, and what travels beside it is gone.
   *
   * @return how many bytes
   * @throws IllegalArgumentException if something is to travel on a Unix stream beside no byte
   */
  public int sendMessage(Message message) throws IOException {
    return sender.sendMessage(message, 0, true);
  }

  /** As {@link #sendMessage(Message)}, in a special way; see {@link MessageFlags}. */
  public int sendMessage(Message message, MessageFlags flags) throws IOException {
    return sender.sendMessage(message, flags.bits(), waits(flags));
  }

  /** As {@link #sendMessage(Message)}, without waiting; or {@link #WOULD_BLOCK}. */
  public int trySendMessage(Message message) throws IOException {
    return sender.sendMessage(message, 0, false);
  }

  /** As {@link #trySendMessage(Message)}, in a special way; see {@link MessageFlags}. */
  public int trySendMessage(Message message, MessageFlags flags) throws IOException {
    return sender.sendMessage(message, flags.bits(), false);
  }

  /**
   * Sends all datagrams of a batch, in their order.
   *
   * @return how many
   * @throws IOException if one cannot be sent; those before it were
   * @throws UnsupportedOperationException on a stream
   */
  public int send(DatagramBatch batch) throws IOException {
    return sender.send(batch, true);
  }

  /** As {@link #send(DatagramBatch)}, as many as go without waiting; or {@link #WOULD_BLOCK}. */
  public int trySend(DatagramBatch batch) throws IOException {
    return sender.send(batch, false);
  }

  /**
   * Sends a part of a file without its bytes passing through the program; sendfile(2). Where the
   * system cannot do that for a kind of file, or the file is in an archive or the like, they do
   * pass through it. No other thread's data comes in between.
   *
   * @param position where to begin, in bytes
   * @param count how many bytes
   * @return how many were sent; fewer than {@code count} where the file ends before, or is cut off
   *     meanwhile
   * @throws java.nio.file.NoSuchFileException if there is no such file
   * @throws java.nio.file.AccessDeniedException if it may not be read
   * @throws java.nio.file.FileSystemException if it is a directory
   * @throws SocketTimeoutException if the send timeout, which counts for all of it, is over; its
   *     bytesTransferred says how much was sent
   */
  public long sendFile(Path file, long position, long count) throws IOException {
    return new FileSender(this, life).send(file, position, count);
  }

  /**
   * As {@link #sendFile(Path, long, long)}, for a file that is open, whose own position does not
   * count. Its bytes pass through the program: sendfile(2) wants the file's descriptor, which the
   * JDK tells nobody. Where speed counts, say the path.
   */
  public long sendFile(FileChannel file, long position, long count) throws IOException {
    return new FileSender(this, life).send(file, position, count);
  }

  /**
   * Receives from this socket and sends to another without the bytes passing through the program,
   * until the stream ends or there were so many; splice(2). Where the system cannot do that for a
   * kind of socket, they do pass through it. A message keeps its bounds, if the other socket has
   * messages too; of one that is longer than what is left of {@code count}, the rest is lost.
   *
   * <p>If it fails, what was received and not sent is received again, by the next receive or splice
   * from this socket. A selector knows nothing of it.
   *
   * @return how many bytes
   * @throws SocketTimeoutException if a timeout is over; its bytesTransferred says how much was
   *     sent
   */
  public long spliceTo(Socket to, long count) throws IOException {
    return Splice.run(this, to, count);
  }

  /**
   * Makes ready to send without copies; the same each time.
   *
   * @throws SocketException if the kernel cannot, or not for this kind of socket
   */
  public ZeroCopy zeroCopy() throws IOException {
    return sender.zeroCopy();
  }

  // Streams

  /**
   * Returns a stream of what is received. Its {@code read} is {@link #receive}, but that it takes
   * nothing where there is no room; closing it closes the socket. Where messages have boundaries,
   * one without bytes ends it.
   */
  public InputStream inputStream() {
    return new SocketInput(this);
  }

  /**
   * Returns a stream whose {@code write} is {@link #sendAll}, of at least one byte: nothing is held
   * back. Closing it closes the socket.
   */
  public OutputStream outputStream() {
    return new SocketOutput(this);
  }

  private static MemorySegment errno(Arena arena) {
    return arena.allocate(ValueLayout.JAVA_INT);
  }

  private void exit() {
    try {
      descriptor.exit();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public String toString() {
    return "Socket["
        + descriptor
        + ", "
        + family
        + ", "
        + type
        + ", remote="
        + ends.knownRemote()
        + "]";
  }
}
