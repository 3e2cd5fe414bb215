package lisle.socketserver;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import lisle.socket.DatagramBatch;
import lisle.socket.Family;
import lisle.socket.InetAddressAndPort;
import lisle.socket.IpOption;
import lisle.socket.Ipv6Option;
import lisle.socket.Socket;
import lisle.socket.SocketAddress;
import lisle.socket.SocketClosedException;
import org.jspecify.annotations.Nullable;

/**
 * Receives datagrams, many with one system call, handles them, and sends the replies to many with
 * one call too.
 *
 * <p>The workers are virtual threads that do all of it in turn. One of them receives, and then
 * handles what came, a packet after the other, which costs no switch of threads. A handler that
 * waits holds up nobody all the same: before a worker calls one, it rouses a spare worker, which
 * runs once the first waits (or at the same time on another core) and goes on with what is left.
 *
 * <pre>
 *               a packet is there            none is, and nobody receives
 *   HANDLING <--------------------- next ------------------------------> RECEIVING
 *      |                            ^ | ^                                    |
 *      +----------------------------+ | +------------------------------------+
 *                                     | nothing to do
 *                                     v
 *                            the SPARE, or gone if there is one
 * </pre>
 *
 * <p>Where the server runs one at a time there is one worker and no spare. Where it has an executor
 * of the caller's, the worker hands packets to that. When as many are being handled as may be, the
 * rest waits in the kernel's queue, which drops what it has no room for.
 */
final class PacketListener implements Listener {
  private static final int BATCH = 64;

  private static final long PAUSE_NANOS = 10_000_000;

  private final Server server;
  private final PacketHandler handler;
  private final Endpoint.Opened opened;
  private final Socket socket;
  private final SocketAddress address;
  private final @Nullable Executor executor;

  /** There is one worker, who goes on alone. */
  private final boolean alone;

  private final int most;
  private final Replies replies;
  private final Drops drops;

  // For whoever receives

  private final DatagramBatch input;
  private final List<Packet> came = new ArrayList<>();

  /** The last receive brought as many as it can, so there are more. */
  private boolean plenty;

  private final Gathering gathering;

  /** The hook that hears of a turn is due: what came in it is in other hands by now. */
  private boolean turned;

  /** What came and nobody has taken yet; at most what one receive brings. Guarded by this. */
  private final ArrayDeque<Packet> waiting = new ArrayDeque<>();

  /** How many packets were taken and have not ended. Guarded by this. */
  private int taken;

  /** Those of them that the executor has not begun with. Guarded by this. */
  private final Set<Packet> queued = new HashSet<>();

  /** Who runs a handler now. Guarded by this. */
  private final Set<Thread> handling = new HashSet<>();

  /** Somebody receives. Guarded by this. */
  private boolean receiving;

  /** A worker was roused, and has not run yet. Guarded by this. */
  private boolean roused;

  /** A worker that waits to be roused. Written under this. */
  private volatile @Nullable Thread spare;

  /** Receives no more. Written under this. */
  private volatile boolean stopping;

  /** Handlers were interrupted, and what waited was dropped. Guarded by this. */
  private boolean forced;

  PacketListener(
      Server server, PacketHandler handler, Endpoint.Opened opened, ServerBuilder builder)
      throws IOException {
    this.server = server;
    this.handler = handler;
    this.opened = opened;
    this.socket = opened.socket();
    this.address = socket.localAddress();
    this.executor = builder.oneAtATime ? null : builder.executor;
    this.alone = builder.oneAtATime || executor != null;
    this.most = builder.maxPackets;
    this.input = DatagramBatch.of(BATCH, builder.packetSize);
    this.gathering = new Gathering(socket, input, builder.gathersPackets);
    this.replies = new Replies(socket, server);
    this.drops = new Drops(socket);
    if (!server.idleEvery.isZero()) socket.receiveTimeout(server.idleEvery);
    if (address instanceof InetAddressAndPort) askForPacketInfo();
  }

  /**
   * Has the system say to which address a packet came, and by which interface. Of a listener for
   * all addresses, a client takes an answer from there alone, and by itself the system would answer
   * from the address that the routes prefer.
   */
  private void askForPacketInfo() throws IOException {
    socket.set(IpOption.IP_PKTINFO, true);
    if (socket.family().equals(Family.INET6)) socket.set(Ipv6Option.IPV6_RECVPKTINFO, true);
  }

  @Override
  public SocketAddress address() {
    return address;
  }

  @Override
  public void start() {
    Log.debug(() -> "receiving on " + address);
    startWorker();
  }

  private void startWorker() {
    Thread.ofVirtual()
        .name("lisle-packets-" + address)
        .inheritInheritableThreadLocals(false)
        .start(this::work);
  }

  // What a worker does

  private void work() {
    synchronized (this) {
      roused = false;
    }
    for (Packet packet; (packet = next()) != null; ) {
      if (executor == null) {
        handle(packet);
      } else {
        handOver(packet, executor);
      }
    }
    if (stopping) server.changed();
  }

  /** Takes a packet, receiving some if need be; null if this worker is not needed any more. */
  private @Nullable Packet next() {
    for (; ; ) {
      boolean receives;
      synchronized (this) {
        boolean room = taken < most;
        Packet packet = room ? waiting.poll() : null;
        if (packet != null) {
          taken++;
          if (!alone) rouse();
          return packet;
        }
        receives = room && !receiving && !stopping;
        if (receives) receiving = true;
      }
      if (receives) {
        receive();
      } else {
        replies.flush();
        if (!becomeSpare()) return null;
      }
    }
  }

  /** Makes sure that somebody goes on. Guarded by this. */
  private void rouse() {
    if (roused) return;
    Thread thread = spare;
    if (thread != null) {
      roused = true;
      spare = null;
      LockSupport.unpark(thread);
    } else if (!alone) {
      roused = true;
      startWorker();
    }
  }

  /** Waits to be roused, if there is nothing to do; false if this worker is not needed. */
  private boolean becomeSpare() {
    Thread thread = Thread.currentThread();
    synchronized (this) {
      if (taken < most && (!waiting.isEmpty() || !(receiving || stopping))) return true;
      if (spare != null || (stopping && waiting.isEmpty())) return false;
      spare = thread;
    }
    while (spare == thread) LockSupport.park(this);
    synchronized (this) {
      roused = false;
    }
    return true;
  }

  /** Receives what is there. Replies go out before we wait, but not while there is more. */
  private void receive() {
    if (turned && server.hasHooks()) {
      replies.flush();
      server.turn();
    }
    turned = false;
    Thread.interrupted(); // what the hook has left, or a handler that ran here
    try {
      int count = plenty ? socket.tryReceive(input) : 0;
      if (count <= 0) {
        replies.flush();
        count = gathering.receive();
      }
      plenty = count >= BATCH;
      take(count);
      turned = true;
    } catch (SocketTimeoutException e) {
      plenty = false;
      if (!stopping) server.idle();
    } catch (SocketClosedException e) {
      closed();
    } catch (Throwable t) {
      Log.warn(address + ": receiving failed: " + t, null);
      LockSupport.parkNanos(this, PAUSE_NANOS);
    } finally {
      Thread.interrupted(); // what a hook has left
      synchronized (this) {
        receiving = false;
        if (!forced) waiting.addAll(came);
      }
      came.clear();
    }
  }

  /** Also where somebody else closes a socket that was given. */
  private synchronized void closed() {
    stopping = true;
  }

  private void take(int count) {
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      SocketAddress from = requireNonNull(input.address(i));
      bytes += input.length(i);
      Refusal refusal = server.refusalOfPacket(from);
      if (refusal == null) {
        byte[] content = new byte[input.length(i)];
        input.copy(i, content, 0);
        came.add(new Packet(from, content, input.isTruncated(i), address, input.packetInfo(i)));
      } else {
        server.refused(Server.unmapped(from), refusal);
      }
    }
    server.counters.packetsReceived.add(count);
    server.counters.bytesReceived.add(bytes);
  }

  /** Handles a packet; its replies go out when more have come together, or it has taken long. */
  private void handle(Packet packet) {
    Thread thread = Thread.currentThread();
    synchronized (this) {
      if (forced) thread.interrupt();
      handling.add(thread);
    }
    long began = System.nanoTime();
    boolean answers = false;
    try {
      handler.handle(packet);
      answers = true;
    } catch (Throwable t) {
      server.counters.failed.increment();
      Log.warn("packet from " + packet.from() + ": its handler failed", t);
      server.failed(packet.from(), t);
    }
    packet.handled();
    long ended = System.nanoTime();
    server.counters.handlerTime.add(ended - began);
    // Where nobody else can send them, the next handler could hold them up.
    boolean due = answers && (replies.add(packet, ended) || alone);
    synchronized (this) {
      handling.remove(thread);
      taken--;
      // An interrupt that was for the handler is not left to what the thread does next.
      if (forced || executor == null) Thread.interrupted();
      if (executor != null) rouse();
    }
    if (due) replies.flush();
  }

  private void handOver(Packet packet, Executor executor) {
    synchronized (this) {
      if (forced) {
        taken--;
        return;
      }
      queued.add(packet);
    }
    try {
      executor.execute(
          () -> {
            if (!takeUp(packet)) return;
            handle(packet);
            replies.flush();
            if (stopping) server.changed();
          });
    } catch (Throwable t) {
      if (!takeUp(packet)) return; // it has been run all the same, or dropped
      synchronized (this) {
        taken--;
      }
      if (!(t instanceof RejectedExecutionException)) {
        Log.warn("packet from " + packet.from() + ": it could not be handled", t);
      }
      server.refused(packet.from(), Refusal.REJECTED);
    }
  }

  /** Takes a packet out of the executor's queue; reports, once, that it was in there. */
  private synchronized boolean takeUp(Packet packet) {
    return queued.remove(packet);
  }

  // The end

  @Override
  public void descriptorFreed() {}

  @Override
  public void stop() {
    synchronized (this) {
      stopping = true;
      rouse();
    }
    socket.receiveDeadline(Instant.EPOCH); // wakes whoever receives
  }

  @Override
  public int unfinished() {
    synchronized (this) {
      return waiting.size() + taken + replies.unsent();
    }
  }

  @Override
  public int handledBy(Set<Thread> threads) {
    synchronized (this) {
      return (int) threads.stream().filter(handling::contains).count();
    }
  }

  @Override
  public int stuckBehind(Set<Thread> threads) {
    synchronized (this) {
      return alone && executor == null && handledBy(threads) > 0 ? waiting.size() : 0;
    }
  }

  @Override
  public void force() {
    synchronized (this) {
      forced = true;
      waiting.clear();
      taken -= queued.size();
      queued.clear();
      replies.drop();
      for (Thread thread : handling) {
        if (!server.isStopper(thread)) thread.interrupt();
      }
      rouse(); // a spare that waits for what was dropped
    }
  }

  @Override
  public long dropped() {
    return drops.count();
  }

  @Override
  public void close() {
    drops.count(); // nobody can be asked afterwards
    opened.close();
  }
}
