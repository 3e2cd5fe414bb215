package lisle.socketserver;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import lisle.ipaddress.IpSet;
import lisle.socket.DatagramBatch;
import lisle.socket.InetAddressAndPort;
import lisle.socket.Socket;
import lisle.socket.SocketAddress;
import lisle.socket.SocketOption;
import lisle.socket.SocketType;
import lisle.socket.SystemdSockets;
import lisle.socket.UnixSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Sets a {@link Server} up. Without more than an address and a handler, a server takes all who
 * come, has no deadlines, and runs each handler on a virtual thread. Not safe for use by several
 * threads.
 */
public final class ServerBuilder {
  private boolean asksSystemd;
  final List<Endpoint> endpoints = new ArrayList<>();

  /** The first of those that were named last; -1 if none was. */
  private int latest = -1;

  @Nullable ConnectionHandler handler;
  @Nullable FrameHandler frameHandler;
  Framing framing = Framing.none();
  @Nullable PacketHandler packetHandler;
  int packetSize = DatagramBatch.MOST_BYTES;
  int maxPackets = 1000;
  int maxOffered = 1 << 20;
  boolean gathersPackets = true;
  @Nullable Executor executor;
  boolean oneAtATime;
  ServerHooks hooks = ServerHooks.NONE;
  boolean endInputOnShutdown;
  int maxConnections = Integer.MAX_VALUE;
  boolean refuseWhenFull;
  int maxConnectionsPerAddress = Integer.MAX_VALUE;
  long acceptIntervalNanos;
  int acceptBurst = 1;
  @Nullable IpSet allowed;
  IpSet denied = IpSet.EMPTY;
  Duration idleTimeout = Duration.ZERO;
  Duration readTimeout = Duration.ZERO;
  Duration frameTimeout = Duration.ZERO;
  Duration writeTimeout = Duration.ZERO;
  Duration requestTimeout = Duration.ZERO;
  Duration idleEvery = Duration.ZERO;

  ServerBuilder() {}

  // Where

  /**
   * Listens for streams on one more address: TCP, or a Unix socket. {@code [::]} takes IPv4 clients
   * too, unless the server also listens on {@code 0.0.0.0} with the same port. The path of a Unix
   * socket is removed when the server shuts down; one that is there already is removed first if
   * nobody listens on it. TCP connections have TCP_NODELAY set: what is sent goes out at once.
   */
  public ServerBuilder listen(SocketAddress address) {
    return listen(address, 1);
  }

  /**
   * Listens for streams on one more address with several sockets that share it by SO_REUSEPORT, so
   * that many cores can accept at once: the kernel spreads the clients over them.
   *
   * @param sockets how many, at least 1; more than 1 for an IP address and port alone
   */
  public ServerBuilder listen(SocketAddress address, int sockets) {
    return bind(address, SocketType.STREAM, sockets);
  }

  private ServerBuilder bind(SocketAddress address, SocketType type, int sockets) {
    requireNonNull(address, "address");
    checkPositive("sockets", sockets);
    if (sockets > 1 && !(address instanceof InetAddressAndPort)) {
      throw new IllegalArgumentException(
          address + ": " + sockets + " sockets can share an IP address and port, and nothing else");
    }
    latest = endpoints.size();
    endpoints.add(new Endpoint.Bound(address, type, sockets, Settings.NONE));
    return this;
  }

  /** Listens on one more address, a Unix one, for connections that keep message boundaries. */
  public ServerBuilder listenSequenced(SocketAddress address) {
    return bind(address, SocketType.SEQPACKET, 1);
  }

  /**
   * Receives datagrams on one more address: UDP, or a Unix socket. Replies come from that address;
   * where it is {@code 0.0.0.0} or {@code [::]}, from the one of this machine that was asked.
   */
  public ServerBuilder listenDatagrams(SocketAddress address) {
    return listenDatagrams(address, 1);
  }

  /**
   * Receives datagrams on one more address with several sockets that share it by SO_REUSEPORT: the
   * kernel spreads the clients over them.
   *
   * @param sockets how many, at least 1; more than 1 for an IP address and port alone
   */
  public ServerBuilder listenDatagrams(SocketAddress address, int sockets) {
    return bind(address, SocketType.DATAGRAM, sockets);
  }

  /**
   * Listens on the sockets that systemd has opened for this process: see {@link SystemdSockets}.
   *
   * @throws IOException if something else than a socket was passed, such as a FIFO: which
   */
  public ServerBuilder listenForSystemd() throws IOException {
    asksSystemd = true;
    int first = endpoints.size();
    for (SystemdSockets.Passed one : SystemdSockets.take()) endpoints.add(Endpoint.Given.of(one));
    latest = first;
    return this;
  }

  /**
   * Listens on a socket that somebody else has made: bound, and, where it is not for datagrams,
   * listening. It is the server's once that has started, and closed with it; its path, if it has
   * one, and its options are left alone, but that it tells where datagrams came to ({@code
   * IP_PKTINFO}).
   */
  public ServerBuilder listen(Socket socket) {
    latest = endpoints.size();
    endpoints.add(Endpoint.Given.of(requireNonNull(socket, "socket")));
    return this;
  }

  /**
   * Sets an option of the listener that was named last, and of no other: before it has its address,
   * so that also those count that come too late then, such as SO_RCVBUF, SO_BINDTODEVICE or
   * IP_TRANSPARENT. Several are set in their order, after what the server sets itself. TCP
   * connections inherit nearly all that their listener has.
   *
   * <pre>{@code
   * .listen(SocketAddress.parse("[::]:443")).option(TcpOption.TCP_FASTOPEN, 256)
   * .listenDatagrams(SocketAddress.parse("[::]:443")).option(SocketOption.SO_RCVBUF, 8 << 20)
   * }</pre>
   *
   * <p>Where the system refuses it, {@link #start} says which option of which listener.
   *
   * @throws IllegalStateException if no listener was named yet
   */
  public <T> ServerBuilder option(SocketOption<T> option, T value) {
    var setting = setting(option, value);
    return set("an option", settings -> settings.with(setting));
  }

  /**
   * Sets an option of each connection that the listener accepts that was named last: for what is
   * not inherited of the listener, as by Unix sockets nothing is. That costs a system call for each
   * client. One for whom the system refuses it is refused, and that is logged.
   *
   * @throws IllegalStateException if no listener was named yet
   */
  public <T> ServerBuilder connectionOption(SocketOption<T> option, T value) {
    var setting = setting(option, value);
    return set("an option", settings -> settings.withOfConnections(setting));
  }

  private static <T> Settings.Setting<T> setting(SocketOption<T> option, T value) {
    return new Settings.Setting<>(requireNonNull(option, "option"), requireNonNull(value, "value"));
  }

  /**
   * Gives the path of the Unix socket that was named last these permissions, whatever the umask
   * says; it never has more, from the moment on that it is there. Who may write to it may connect
   * and send: {@code PosixFilePermissions.fromString("rw-rw----")} are the owner and the group.
   *
   * @throws IllegalStateException if no listener was named yet, or the last has no path to bind
   */
  public ServerBuilder permissions(Set<PosixFilePermission> permissions) {
    Set<PosixFilePermission> copy = Set.copyOf(permissions);
    for (Endpoint endpoint : named("permissions")) {
      boolean hasPath =
          endpoint instanceof Endpoint.Bound bound
              && bound.address() instanceof UnixSocketAddress unix
              && unix.path() != null;
      if (!hasPath)
        throw new IllegalStateException("permissions are of a Unix socket's path alone");
    }
    return set("permissions", settings -> settings.with(copy));
  }

  private ServerBuilder set(String what, UnaryOperator<Settings> change) {
    named(what).replaceAll(endpoint -> endpoint.with(change.apply(endpoint.settings())));
    return this;
  }

  /** What was named last. */
  private List<Endpoint> named(String what) {
    if (latest < 0) throw new IllegalStateException(what + " of which listener? Name it before");
    return endpoints.subList(latest, endpoints.size());
  }

  // What

  /** Says what is done with a connection. */
  public ServerBuilder handler(ConnectionHandler handler) {
    this.handler = requireNonNull(handler, "handler");
    frameHandler = null;
    return this;
  }

  /**
   * Says what is done with a frame of a connection, in place of a {@link ConnectionHandler}. A
   * shutdown then waits for frames that are being handled, and ends connections that wait for one.
   *
   * @param framing how what clients send is cut into frames
   */
  public ServerBuilder frameHandler(Framing framing, FrameHandler handler) {
    this.framing = requireNonNull(framing, "framing");
    frameHandler = requireNonNull(handler, "handler");
    this.handler = null;
    return this;
  }

  /** Says what is done with a datagram. */
  public ServerBuilder packetHandler(PacketHandler handler) {
    packetHandler = requireNonNull(handler, "handler");
    return this;
  }

  /**
   * Receives so many bytes of a datagram, and loses the rest; all of them, if nothing is said.
   *
   * @param most from 1 to 65,535
   */
  public ServerBuilder packetSize(int most) {
    if (most > DatagramBatch.MOST_BYTES) {
      throw new IllegalArgumentException("packet size: " + most + " is more than 65535");
    }
    packetSize = checkPositive("packet size", most);
    return this;
  }

  /**
   * Handles at most so many datagrams of one socket at once, 1,000 if nothing is said; more wait in
   * the kernel's queue, which drops what it has no room for.
   */
  public ServerBuilder maxPackets(int most) {
    maxPackets = checkPositive("packets", most);
    return this;
  }

  /**
   * Says whether datagrams that come fast, more than some 100,000 a second to one socket, gather
   * for a tenth of a millisecond before they are received; so they do, if nothing is said. It saves
   * nearly half of the processor time of each. Clients that all wait for their answers before they
   * ask again do so for that much longer.
   */
  public ServerBuilder packetGathering(boolean on) {
    gathersPackets = on;
    return this;
  }

  /** Adds to the server's own steps. */
  public ServerBuilder hooks(ServerHooks hooks) {
    this.hooks = requireNonNull(hooks, "hooks");
    return this;
  }

  /** Calls {@link ServerHooks#idle} whenever nobody came to a listener for so long. */
  public ServerBuilder idleEvery(Duration time) {
    idleEvery = checkPositive("idle time", time);
    return this;
  }

  // On which thread

  /**
   * Runs handlers on an executor, instead of on a virtual thread each. When it takes no more
   * ({@link java.util.concurrent.RejectedExecutionException}), the client is refused; a connection
   * that waits for a {@link FrameHandler} is closed. What it has not begun with when the time of a
   * shutdown is over is not handled any more. The executor stays the caller's, to be shut down
   * after the server.
   *
   * <p>A thread has a connection for as long as its handler takes; with a {@link FrameHandler} for
   * as long as there is something to handle, and a frame that has begun to come until it is whole,
   * which {@link #readTimeout} limits.
   */
  public ServerBuilder executor(Executor executor) {
    this.executor = requireNonNull(executor, "executor");
    oneAtATime = false;
    return this;
  }

  /**
   * Runs one handler at a time; the other clients wait: see {@link #executor}. For datagrams: one
   * at a time of each socket.
   */
  public ServerBuilder oneAtATime() {
    ReentrantLock turn = new ReentrantLock(true);
    executor(
        task -> {
          turn.lock();
          try {
            task.run();
          } finally {
            turn.unlock();
          }
        });
    oneAtATime = true;
    return this;
  }

  // Who, and how many

  /**
   * Has at most so many connections at once; more clients wait in the kernel's queue until one has
   * ended.
   */
  public ServerBuilder maxConnections(int most) {
    maxConnections = checkPositive("connections", most);
    refuseWhenFull = false;
    return this;
  }

  /** Has at most so many connections at once; more clients are refused. */
  public ServerBuilder maxConnectionsOrRefuse(int most) {
    maxConnections = checkPositive("connections", most);
    refuseWhenFull = true;
    return this;
  }

  /** Has at most so many connections of one IPv4 address, or IPv6 /64 network; more are refused. */
  public ServerBuilder maxConnectionsPerAddress(int most) {
    maxConnectionsPerAddress = checkPositive("connections per address", most);
    return this;
  }

  /**
   * Takes each IPv4 address, or IPv6 /64 network, so often and no more; it is refused otherwise.
   * What is kept of who came takes half a mebibyte, however many come.
   *
   * @param times how often in the period, all of them at once if need be
   */
  public ServerBuilder acceptRate(int times, Duration period) {
    checkPositive("times", times);
    acceptIntervalNanos = Math.max(1, Server.nanos(checkPositive("period", period)) / times);
    acceptBurst = times;
    return this;
  }

  /** Takes clients from these addresses alone: see {@link Server#allow}. */
  public ServerBuilder allow(IpSet addresses) {
    allowed = addresses;
    return this;
  }

  /** Refuses clients from these addresses, whatever is allowed: see {@link Server#deny}. */
  public ServerBuilder deny(IpSet addresses) {
    denied = requireNonNull(addresses, "addresses");
    return this;
  }

  /**
   * Has at most so many bytes wait for one client of what it was offered, 1 MiB if nothing is said:
   * see {@link Connection#offer}. Each message that waits counts for 32 bytes more. A client for
   * which more would have to wait is too slow, and its connection ends.
   */
  public ServerBuilder maxOffered(int bytes) {
    maxOffered = checkPositive("offered bytes", bytes);
    return this;
  }

  // For how long

  /**
   * Ends connections from which nothing comes, where something is waited for, for so long. Where a
   * {@link FrameHandler} waits for a frame, that is looked after as the {@link #requestTimeout} is,
   * and this time counts for all connections alike. A handler that receives by itself can set
   * another for its own, as {@link lisle.socket.Socket#receiveTimeout(Duration)}.
   */
  public ServerBuilder idleTimeout(Duration time) {
    idleTimeout = checkPositive("idle timeout", time);
    return this;
  }

  /**
   * Ends connections that send a part of a frame, and then nothing for so long: see {@link Frames}.
   * Where nothing else is said, the idle timeout counts here too.
   */
  public ServerBuilder readTimeout(Duration time) {
    readTimeout = checkPositive("read timeout", time);
    return this;
  }

  /**
   * Ends connections whose client takes longer than this to send a frame, from when its first bytes
   * are there: so also those that send a byte at a time, which the {@link #readTimeout} lets pass.
   * The time of the handler does not count here, unlike in the {@link #requestTimeout}.
   */
  public ServerBuilder frameTimeout(Duration time) {
    frameTimeout = checkPositive("frame timeout", time);
    return this;
  }

  /**
   * Ends connections whose client takes longer than this to take what one send has for it,
   * whichever thread sends. Where the handler has got the socket itself ({@link
   * Connection#socket}), who sends is told no more than that the time is over.
   */
  public ServerBuilder writeTimeout(Duration time) {
    writeTimeout = checkPositive("write timeout", time);
    return this;
  }

  /**
   * Ends connections on which a request takes longer than this from its first byte until it has
   * been answered: the connection is closed, and its handler interrupted. A request is a frame, for
   * a {@link FrameHandler} and a handler that receives {@link Frames}, and the whole connection for
   * any other. Looked after every eighth of the time, but at most every 5 ms and at least every
   * second.
   */
  public ServerBuilder requestTimeout(Duration time) {
    requestTimeout = checkPositive("request timeout", time);
    return this;
  }

  /**
   * Ends what each connection receives when the server shuts down, so that a handler that waits for
   * the next message meets the end of the stream instead: it has answered all that came. Without
   * this, a shutdown waits for handlers to end as if nothing had happened. With a {@link
   * FrameHandler}, connections that wait end in any case.
   */
  public ServerBuilder endInputOnShutdown() {
    endInputOnShutdown = true;
    return this;
  }

  /**
   * Binds all addresses, and begins to serve.
   *
   * @throws IllegalStateException if there is no handler or no address, or a socket that was given
   *     does not listen
   * @throws IOException if an address cannot be had; then none is kept, and a socket that was given
   *     is still the caller's
   */
  public Server start() throws IOException {
    if (endpoints.isEmpty()) {
      String none = asksSystemd ? ": systemd has passed no socket to this process" : "";
      throw new IllegalStateException("a server needs an address" + none);
    }
    for (Endpoint endpoint : endpoints) {
      boolean datagrams = endpoint.type().equals(SocketType.DATAGRAM);
      if (datagrams && packetHandler == null) {
        throw new IllegalStateException("a server of datagrams needs a packet handler");
      }
      if (!datagrams && handler == null && frameHandler == null) {
        throw new IllegalStateException("a server needs a handler");
      }
    }
    return Server.start(this);
  }

  private static int checkPositive(String what, int number) {
    if (number < 1) throw new IllegalArgumentException(what + ": " + number + " is less than 1");
    return number;
  }

  private static Duration checkPositive(String what, Duration time) {
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException(what + ": " + time + " is no time");
    }
    return time;
  }
}
