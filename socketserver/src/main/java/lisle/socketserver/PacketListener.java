package lisle.socketserver;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import lisle.socket.DatagramBatch;
import lisle.socket.Socket;
import lisle.socket.SocketAddress;
import lisle.socket.SocketClosedException;
import org.jspecify.annotations.Nullable;

/**
 * Receives datagrams, many with one system call. Where the server runs one at a time, they are
 * handled here, and the replies to all of them go out with one call too; else each has a thread.
 * When as many are being handled as may be, the rest waits in the kernel's queue, which drops what
 * it has no room for.
 */
final class PacketListener implements Listener {
  private static final int BATCH = 64;
  private static final long PAUSE_NANOS = 10_000_000;

  private final Server server;
  private final PacketHandler handler;
  private final Endpoint.Opened opened;
  private final Socket socket;
  private final SocketAddress address;
  private final boolean inline;
  private final DatagramBatch input;
  private final DatagramBatch output;
  private final List<Packet.Reply> replies = new ArrayList<>();
  private final Semaphore room;
  private final Thread thread;

  PacketListener(
      Server server, PacketHandler handler, Endpoint.Opened opened, ServerBuilder builder)
      throws IOException {
    this.server = server;
    this.handler = handler;
    this.opened = opened;
    this.socket = opened.socket();
    this.address = socket.localAddress();
    this.inline = builder.oneAtATime;
    this.room = new Semaphore(builder.maxPackets);
    this.input = DatagramBatch.of(BATCH, builder.packetSize);
    this.output = DatagramBatch.of(BATCH, DatagramBatch.MOST_BYTES);
    if (!server.idleEvery.isZero()) socket.receiveTimeout(server.idleEvery);
    this.thread =
        Thread.ofVirtual()
            .name("lisle-packets-" + address)
            .inheritInheritableThreadLocals(false)
            .unstarted(this::run);
  }

  @Override
  public SocketAddress address() {
    return address;
  }

  @Override
  public void start() {
    Log.debug("receiving on " + address);
    thread.start();
  }

  private void run() {
    while (socket.isOpen()) {
      try {
        int count = socket.receive(input);
        for (int i = 0; i < count; i++) take(i);
        flush();
        server.turn();
      } catch (SocketTimeoutException e) {
        server.idle();
      } catch (SocketClosedException e) {
        return;
      } catch (Throwable t) {
        Log.warn(address + ": receiving failed: " + t, null);
        LockSupport.parkNanos(this, PAUSE_NANOS);
      }
    }
  }

  private void take(int index) throws IOException {
    SocketAddress from = input.address(index);
    if (from == null) return; // an unnamed Unix socket: there is nobody to answer
    byte[] bytes = new byte[input.length(index)];
    input.copy(index, bytes, 0);
    server.counters.packetsReceived.increment();
    server.counters.bytesReceived.add(bytes.length);
    Refusal refusal = server.refusalOfPacket(from);
    if (refusal == null) {
      Packet packet = new Packet(from, bytes, input.isTruncated(index));
      if (!inline) {
        refusal = begin(packet);
      } else if (handle(packet)) {
        for (Packet.Reply reply : packet.replies()) {
          if (replies.size() == BATCH) flush();
          replies.add(reply);
        }
      }
    }
    if (refusal != null) server.refused(from, refusal);
  }

  /** Handles a packet on a thread of its own. */
  private @Nullable Refusal begin(Packet packet) {
    room.acquireUninterruptibly();
    try {
      server.execute(
          () -> {
            try {
              if (handle(packet)) send(packet);
            } finally {
              room.release();
            }
          });
      return null;
    } catch (RejectedExecutionException e) {
      room.release();
      return Refusal.REJECTED;
    } catch (Throwable t) {
      room.release();
      throw t;
    }
  }

  private boolean handle(Packet packet) {
    long began = System.nanoTime();
    try {
      handler.handle(packet);
      return true;
    } catch (Throwable t) {
      server.counters.failed.increment();
      Log.warn("packet from " + packet.from() + ": its handler failed", t);
      server.failed(packet.from(), t);
      return false;
    } finally {
      server.counters.handlerTime.add(System.nanoTime() - began);
    }
  }

  private void send(Packet packet) {
    for (Packet.Reply reply : packet.replies()) {
      try {
        socket.sendTo(reply.bytes, reply.offset, reply.length, reply.to);
        sent(reply);
      } catch (IOException e) {
        lost(reply, e);
      }
    }
  }

  /**
   * Sends the replies to a batch. One that cannot be sent, to an address that cannot be, say, is
   * found by sending one by one, so that it costs nobody else the reply; those of the batch that
   * went out before it may go out twice, as datagrams may.
   */
  private void flush() {
    if (replies.isEmpty()) return;
    try {
      output.clear();
      for (Packet.Reply reply : replies) {
        output.add(reply.bytes, reply.offset, reply.length, reply.to);
      }
      socket.send(output);
      for (Packet.Reply reply : replies) sent(reply);
    } catch (IOException | IllegalArgumentException e) {
      for (Packet.Reply reply : replies) {
        try {
          socket.sendTo(reply.bytes, reply.offset, reply.length, reply.to);
          sent(reply);
        } catch (IOException alone) {
          lost(reply, alone);
        }
      }
    } finally {
      replies.clear();
    }
  }

  private void sent(Packet.Reply reply) {
    server.counters.packetsSent.increment();
    server.counters.bytesSent.add(reply.length);
  }

  private static void lost(Packet.Reply reply, IOException e) {
    Log.debug("reply to " + reply.to + ": " + e.getMessage());
  }

  @Override
  public void descriptorFreed() {}

  @Override
  public void close() {
    opened.close();
  }
}
