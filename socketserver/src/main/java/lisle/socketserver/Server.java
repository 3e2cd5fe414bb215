package lisle.socketserver;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import lisle.ipaddress.IpAddress;
import lisle.ipaddress.IpSet;
import lisle.socket.InetAddressAndPort;
import lisle.socket.Socket;
import lisle.socket.SocketAddress;
import lisle.socket.SocketType;
import org.jspecify.annotations.Nullable;

/**
 * A server: it takes clients, and runs a handler for each, on a virtual thread of its own unless
 * something else is asked for.
 *
 * <pre>{@code
 * try (Server server = Server.builder()
 *     .listen(SocketAddress.parse("127.0.0.1:8888"))
 *     .handler(connection -> {
 *       for (ByteBuffer some; (some = connection.receive()) != null; ) connection.sendAll(some);
 *     })
 *     .start()) {
 *   server.awaitShutdown();
 * }
 * }</pre>
 *
 * <pre>
 *   start        shutdown: listeners close, handlers are told       all done, or the time is over
 *   -----> RUNNING ------------------------------------> STOPPING ----------------------------> DONE
 * </pre>
 *
 * <p>A slow client holds up nobody. Where descriptors run out, clients wait in the listener's queue
 * until there is one again. Safe for use by any number of threads.
 */
public final class Server implements AutoCloseable {
  private static final ThreadFactory VIRTUAL =
      Thread.ofVirtual().inheritInheritableThreadLocals(false).factory();

  final Admission admission;
  final Duration idleTimeout;
  final Duration readTimeout;
  final Duration frameTimeout;
  final Duration idleEvery;
  final long idleNanos;
  final long requestNanos;
  final int maxOffered;
  final Counters counters = new Counters();
  private final Duration writeTimeout;

  // One of the two, or none in a server of packets alone
  private final @Nullable ConnectionHandler handler;
  private final @Nullable FrameHandler frameHandler;

  private final Framing framing;

  private final Executor executor;

  /** The executor is ours: a virtual thread for each task. */
  final boolean hasOwnThreads;

  private final ServerHooks hooks;
  final List<Listener> listeners = new ArrayList<>();
  final ActiveConnections active = new ActiveConnections();
  private final AtomicLong ids = new AtomicLong();
  private final Seldom unprepared = new Seldom();
  final @Nullable Deadlines deadlines;
  private final Ending ending;

  /** Made here, so that a connection needs no descriptor for its class when it ends. */
  private final Lingering lingering = new Lingering();

  private Server(ServerBuilder builder) {
    handler = builder.handler;
    frameHandler = builder.frameHandler;
    framing = builder.framing;
    admission = new Admission(builder);
    hasOwnThreads = builder.executor == null;
    executor =
        builder.executor != null ? builder.executor : task -> VIRTUAL.newThread(task).start();
    hooks = builder.hooks;
    idleTimeout = builder.idleTimeout;
    readTimeout = builder.readTimeout;
    frameTimeout = builder.frameTimeout;
    writeTimeout = builder.writeTimeout;
    idleEvery = builder.idleEvery;
    idleNanos = nanos(idleTimeout);
    maxOffered = builder.maxOffered;
    requestNanos = nanos(builder.requestTimeout);
    long restNanos = frameHandler == null ? 0 : idleNanos;
    deadlines =
        requestNanos == 0 && restNanos == 0 ? null : new Deadlines(active, requestNanos, restNanos);
    ending = new Ending(this, builder);
  }

  /** Returns a time that can be added to now; zero for a negative one. */
  static long nanos(Duration time) {
    if (time.isNegative()) return 0;
    return Math.min(time.getSeconds(), Integer.MAX_VALUE) * 1_000_000_000 + time.getNano();
  }

  /** Returns what sets a server up. */
  public static ServerBuilder builder() {
    return new ServerBuilder();
  }

  static Server start(ServerBuilder builder) throws IOException {
    Server server = new Server(builder);
    List<Endpoint.Opened> all = new ArrayList<>();
    try {
      for (Endpoint endpoint : builder.endpoints) all.addAll(endpoint.open(builder.endpoints));
      for (Endpoint.Opened one : all) server.listeners.add(server.listener(builder, one));
    } catch (Throwable t) {
      for (Endpoint.Opened one : all) one.giveUp();
      throw t;
    }
    for (Listener listener : server.listeners) listener.start();
    if (server.deadlines != null) server.deadlines.start();
    return server;
  }

  private Listener listener(ServerBuilder builder, Endpoint.Opened opened) throws IOException {
    return opened.socket().type().equals(SocketType.DATAGRAM)
        ? new PacketListener(this, requireNonNull(builder.packetHandler), opened, builder)
        : new ConnectionListener(this, opened);
  }

  // One connection, from its acceptance to its end

  /** Takes over a connection that was accepted, or refuses it. */
  void take(Socket socket, SocketAddress listener, Settings settings) {
    SocketAddress client = client(socket, listener);
    Refusal refusal = refusal(client);
    if (refusal == null) {
      Connection connection = join(socket, client);
      refusal = isPrepared(connection, settings) ? begin(connection) : Refusal.OPTION;
      if (refusal != null) {
        refused(client, refusal);
        leave(connection);
      }
    } else {
      refused(client, refusal); // first: a client that sees its end finds it counted
      socket.close();
      admission.leaveRoom();
    }
    if (refusal != null) tellRefused(client, refusal);
    turn();
  }

  /** Has a client that was admitted among the connections. */
  private Connection join(Socket socket, SocketAddress client) {
    try {
      Connection connection = new Connection(this, socket, client, ids.incrementAndGet());
      if (frameHandler != null) {
        connection.conversation = new Conversation(this, connection, frameHandler, framing);
      }
      active.add(connection);
      return connection;
    } catch (Throwable t) { // there is no memory
      socket.close();
      admission.leave(client);
      throw t;
    }
  }

  private static SocketAddress client(Socket socket, SocketAddress listener) {
    SocketAddress client;
    try {
      client = socket.remoteAddress();
    } catch (IOException e) {
      client = null; // it has gone already: its handler will see
    }
    return client == null ? listener : unmapped(client);
  }

  /** An IPv4 client of a socket for both versions is an IPv4 client. */
  static SocketAddress unmapped(SocketAddress client) {
    if (client instanceof InetAddressAndPort inet && inet.address().version() == 6) {
      IpAddress address = inet.address().unmapped();
      if (address.version() == 4) return SocketAddress.of(address, inet.port());
    }
    return client;
  }

  private @Nullable Refusal refusal(SocketAddress client) {
    Refusal refusal = admission.admit(client);
    if (refusal == null) {
      refusal = refusalByHook(client);
      if (refusal != null) admission.undo(client);
    }
    return refusal;
  }

  private @Nullable Refusal refusalByHook(SocketAddress client) {
    if (!hasHooks()) return null;
    try {
      if (hooks.admit(client)) return null;
    } catch (Throwable t) {
      Log.warn("client " + client + ": the hook admit failed", t);
    }
    return Refusal.NOT_ADMITTED;
  }

  /** Why a packet is not handled: nobody has connections here, so only who it is from counts. */
  @Nullable Refusal refusalOfPacket(SocketAddress sender) {
    SocketAddress from = unmapped(sender);
    Refusal refusal = admission.admitPacket(from);
    return refusal != null ? refusal : refusalByHook(from);
  }

  /** Runs what is to be done for a packet. */
  void execute(Runnable task) {
    executor.execute(task);
  }

  private boolean isPrepared(Connection connection, Settings settings) {
    try {
      settings.set(connection.ownSocket());
      return true;
    } catch (IOException | RuntimeException e) {
      unprepared.warn(connection + ": refused: " + e.getMessage());
      return false;
    }
  }

  private @Nullable Refusal begin(Connection connection) {
    if (ending.begun()) return Refusal.STOPPING;
    if (!idleTimeout.isZero()) connection.ownSocket().receiveTimeout(idleTimeout);
    if (!writeTimeout.isZero()) connection.ownSocket().sendTimeout(writeTimeout);
    queued(connection);
    if (connection.isForced() && connection.takeUp()) return Refusal.STOPPING;
    try {
      executor.execute(() -> takeUp(connection));
    } catch (Throwable t) {
      if (connection.takeUp()) {
        if (!(t instanceof RejectedExecutionException)) {
          Log.warn(connection + ": it could not be served", t);
        }
        return Refusal.REJECTED;
      } // else it has been run all the same
    }
    accepted(connection);
    return null;
  }

  private void queued(Connection connection) {
    connection.queued();
    if (ending.begun()) changed(); // it may wait for one that waits for the shutdown
  }

  /** Serves a connection that an executor got, unless somebody else has taken it back since. */
  private void takeUp(Connection connection) {
    if (!connection.takeUp()) return;
    Conversation conversation = connection.conversation;
    if (conversation != null) {
      conversation.serve();
    } else {
      run(connection);
    }
  }

  /** Ends a connection for which an executor has no thread; its hook may wait, and we may not. */
  void endQueued(Connection connection) {
    if (!connection.takeUp()) return;
    VIRTUAL
        .newThread(
            () -> {
              connection.runBy(Thread.currentThread());
              accepted(connection); // an executor that makes its caller wait has not returned yet
              end(connection, End.CLOSED);
            })
        .start();
  }

  /** Called when the executor has taken it, and by its handler's thread, which may be faster. */
  private void accepted(Connection connection) {
    if (connection.countsNow()) counters.accepted.increment();
  }

  private void run(Connection connection) {
    connection.runBy(Thread.currentThread());
    long began = System.nanoTime();
    begun(connection, began);
    End end = End.FINISHED;
    try {
      requireNonNull(handler).handle(connection);
      connection.flush();
    } catch (Throwable t) {
      end = ended(connection, t);
      connection.flushAfterFailure();
    } finally {
      connection.handled();
      counters.handlerTime.add(System.nanoTime() - began);
      endAnswered(connection, end);
    }
  }

  /** A thread begins to serve a connection. */
  void begun(Connection connection, long now) {
    accepted(connection);
    counters.queueTime.add(connection.queuedNanos(now));
    connection.requestBegins();
  }

  /**
   * Has a connection served on that has waited without a thread. Called where nobody may wait, as
   * an executor of the caller's might.
   */
  void resume(Connection connection, Conversation conversation) {
    VIRTUAL
        .newThread(hasOwnThreads ? conversation::serve : () -> hand(connection, conversation))
        .start();
  }

  private void hand(Connection connection, Conversation conversation) {
    if (conversation.endsAlready()) return;
    queued(connection);
    try {
      if (!connection.isForced()) executor.execute(() -> takeUp(connection));
    } catch (RejectedExecutionException e) {
      Log.warn(connection + ": the executor takes no more, so it is not served on", null);
      connection.force();
    } catch (Throwable t) { // it may have run it, or run it still
      Log.warn(connection + ": it could not be served on", t);
      connection.force();
    }
    if (connection.isForced()) takeUp(connection); // which sees that, and ends it
  }

  /** Ends the serving of a connection on which something was answered just now. */
  void endAnswered(Connection connection, End end) {
    boolean lingers = false;
    try {
      lingers = end.isGentle() && lingering.isDue(connection);
    } finally {
      if (!lingers) conclude(connection, end);
    }
    if (!lingers) return;
    connection.lingers();
    if (hasOwnThreads) {
      Thread.interrupted(); // what the handler has left
      linger(connection, end);
    } else {
      lingerElsewhere(connection, end); // the executor may have more to do
    }
  }

  private void linger(Connection connection, End end) {
    try {
      lingering.await(connection);
    } finally {
      conclude(connection, end);
    }
  }

  private void lingerElsewhere(Connection connection, End end) {
    try {
      Thread thread = VIRTUAL.newThread(() -> linger(connection, end));
      connection.runBy(thread);
      connection.handled(); // nobody's to interrupt
      thread.start();
    } catch (Throwable t) {
      conclude(connection, end);
      throw t;
    }
  }

  /** Ends the serving of a connection on which nothing was answered since it waited. */
  void end(Connection connection, End end) {
    if (connection.bytesWaiting() > 0) {
      endAnswered(connection, end);
    } else {
      conclude(connection, end);
    }
  }

  /** Closes it, and tells of its end. */
  private void conclude(Connection connection, End end) {
    connection.close();
    try {
      if (connection.event != null) connection.event.end(connection, end);
      Conversation conversation = connection.conversation;
      if (conversation != null) {
        tell(() -> connection + ": the end of its handler", () -> conversation.ended(end));
      }
      if (hasHooks()) closed(connection, end);
    } finally {
      leave(connection); // last: what a shutdown waits for is over then
      connection.runBy(null);
    }
  }

  /** A handler has ended with an exception. */
  End ended(Connection connection, Throwable thrown) {
    End end = End.of(connection, thrown);
    counters.ended(end);
    if (end == End.FAILED) {
      Log.warn(connection + ": its handler failed", thrown);
      failed(connection.remoteAddress(), thrown);
    } else {
      Log.debug(() -> connection + ": " + end + ": " + thrown.getMessage());
    }
    return end;
  }

  /** Ends what {@link #take} began. */
  private void leave(Connection connection) {
    connection.close();
    admission.leave(connection.remoteAddress());
    synchronized (active) { // last: who sees it gone finds its room free
      counters.bytesReceived.add(connection.bytesReceived());
      counters.bytesSent.add(connection.bytesSent());
      active.remove(connection);
    }
    for (Listener listener : listeners) listener.descriptorFreed();
    if (ending.begun()) changed();
  }

  /** Counts what went before a send ended that may have outlived the connection's serving. */
  void sentInPart(Connection connection, int bytes) {
    synchronized (active) {
      connection.countSent(bytes);
      if (!connection.active) counters.bytesSent.add(bytes);
    }
  }

  void refused(SocketAddress client, Refusal cause) {
    counters.refused(cause);
    RefusalEvent.record(client, cause);
    Log.debug(() -> "connection from " + client + ": refused: " + cause);
  }

  // Hooks, none of which can harm the server

  boolean hasHooks() {
    return hooks != ServerHooks.NONE;
  }

  void turn() {
    if (hasHooks()) tell(() -> "the hook turn", () -> hooks.turn(this));
  }

  void idle() {
    tell(() -> "the hook idle", () -> hooks.idle(this));
    turn();
  }

  void stopping() {
    tell(() -> "the hook stopping", () -> hooks.stopping(this));
  }

  private void tellRefused(SocketAddress client, Refusal cause) {
    if (hasHooks())
      tell(() -> "client " + client + ": the hook refused", () -> hooks.refused(client, cause));
  }

  private void closed(Connection connection, End end) {
    tell(() -> connection + ": the hook closed", () -> hooks.closed(connection, end));
  }

  void failed(SocketAddress client, Throwable reason) {
    tell(
        () -> "connection from " + client + ": the hook failed",
        () -> hooks.failed(client, reason));
  }

  private static void tell(Supplier<String> hook, Runnable call) {
    try {
      call.run();
    } catch (Throwable t) {
      Log.warn(hook.get() + " failed", t);
    }
  }

  // Seen and steered from outside

  /** Returns the addresses that it listens on, with the ports that the system chose. */
  public List<SocketAddress> addresses() {
    return listeners.stream().map(Listener::address).toList();
  }

  /** Returns the first of {@link #addresses}. */
  public SocketAddress address() {
    return listeners.getFirst().address();
  }

  /** Returns what it has done so far. */
  public Totals totals() {
    return counters.read(active, listeners.stream().mapToLong(Listener::dropped).sum());
  }

  /** Returns the connections that are being served now; each can be asked, and closed. */
  public List<Connection> connections() {
    return active.list();
  }

  /**
   * Takes clients from these addresses alone, from now on; null for from all. Connections that
   * there are stay. A client without an IP address, on a Unix socket, always passes.
   */
  public void allow(@Nullable IpSet addresses) {
    admission.allow(addresses);
  }

  /** Refuses clients from these addresses, from now on. Connections that there are stay. */
  public void deny(IpSet addresses) {
    admission.deny(requireNonNull(addresses));
  }

  /** Reports whether it is shutting down, or has. */
  public boolean isStopping() {
    return ending.begun();
  }

  /** Reports whether what connections receive has ended by the server's own wish. */
  boolean hasEndedInput() {
    return ending.hasEndedInput();
  }

  // The end

  /**
   * Shuts down in steps: stops listening; tells the handlers ({@link Connection#isStopping}, and
   * {@link ServerBuilder#endInputOnShutdown}), and ends connections that wait for a frame to
   * handle; waits for the others, for their {@link ServerHooks#closed}, and for clients that are
   * yet to take the last answer; when the time is over closes the connections that are left and
   * interrupts their handlers, and gives those another second. An interrupt ends the time at once.
   * Who comes second waits for the first, and gets the same report; if it allows less time than is
   * left, that counts.
   *
   * <p>A handler may shut its server down, as the first or not: its own connection is then left to
   * it, and not counted.
   *
   * @param grace how long handlers may take; zero or less to close at once
   * @return what came of it
   */
  public Shutdown shutdown(Duration grace) {
    return ending.shutdown(grace);
  }

  /** Reports whether a thread waits for the shutdown, and so is not to be waited for. */
  boolean isStopper(Thread thread) {
    return ending.isStopper(thread);
  }

  /** While stopping: there may be nothing left to wait for. */
  void changed() {
    ending.changed();
  }

  /**
   * Shuts down when the JVM ends, on SIGTERM and SIGINT too, and lets it end only then. The exit
   * status of a JVM that a signal ends is 128 and the signal's number: 143 for SIGTERM.
   *
   * @param grace see {@link #shutdown}
   * @throws IllegalStateException if the JVM is ending already
   */
  public Server shutdownOnExit(Duration grace) {
    ending.shutdownOnExit(requireNonNull(grace));
    return this;
  }

  /**
   * Waits until the server has shut down. Where the JVM ends with {@link #shutdownOnExit}, it ends
   * then, and lets nobody finish what comes after this.
   */
  public void awaitShutdown() throws InterruptedException {
    ending.await();
  }

  /** Shuts down at once: see {@link #shutdown}. */
  @Override
  public void close() {
    shutdown(Duration.ZERO);
  }

  @Override
  public String toString() {
    return "server on " + addresses();
  }
}
