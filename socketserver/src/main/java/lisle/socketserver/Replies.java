package lisle.socketserver;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lisle.socket.DatagramBatch;
import lisle.socket.Family;
import lisle.socket.InetAddressAndPort;
import lisle.socket.Message;
import lisle.socket.PacketInfo;
import lisle.socket.Socket;
import lisle.socket.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Replies on their way out of a socket, which go with one system call. Those to one address stand
 * one behind the other then: the kernel takes them as one datagram where they are of one size,
 * which is most of what is saved (UDP_SEGMENT, udp(7)). Safe for use by any number of threads.
 */
final class Replies {
  /** How many go at once; the kernel joins no more than these either. */
  private static final int BATCH = 64;

  /** How long the first may wait for others while their handlers run, in nanoseconds. */
  private static final long PATIENCE = 100_000;

  private final Socket socket;
  private final Counters counters;

  /** Where they go by a Unix socket. */
  private final @Nullable UnixReplies unix;

  /** What waits to go, linked, and how many. Guarded by this. */
  private Packet.@Nullable Reply first;

  private Packet.@Nullable Reply last;
  private int count;

  /** When the first of them was added. Guarded by this. */
  private long since;

  /** How many wait, or are being sent. Guarded by this. */
  private int unsent;

  /** Who holds this sends, and owns what follows. */
  private final Object sending = new Object();

  private final DatagramBatch batch = DatagramBatch.of(BATCH, DatagramBatch.MOST_BYTES);
  private final Map<SocketAddress, Group> groups = new LinkedHashMap<>();
  private final List<Packet.Reply> ordered = new ArrayList<>(BATCH);

  /** The replies to one address, linked in the order of their packets. */
  private static final class Group {
    final Packet.Reply first;
    Packet.Reply last;

    Group(Packet.Reply first) {
      this.first = first;
      this.last = first;
    }
  }

  Replies(Socket socket, Server server) {
    this.socket = socket;
    this.counters = server.counters;
    this.unix = socket.family().equals(Family.UNIX) ? new UnixReplies(socket, server) : null;
  }

  /**
   * Takes the replies to a packet; reports whether they should go now.
   *
   * @param now the time, {@link System#nanoTime}
   */
  synchronized boolean add(Packet packet, long now) {
    Packet.Reply head = packet.first;
    if (head == null) return false;
    if (last == null) {
      first = head;
      since = now;
    } else {
      last.next = head;
    }
    last = packet.last;
    int before = count;
    for (Packet.Reply r = head; r != null; r = r.next) count++;
    unsent += count - before;
    return count >= BATCH || now - since > PATIENCE;
  }

  /** Returns how many have not gone out yet. */
  synchronized int unsent() {
    return unsent + (unix == null ? 0 : unix.size());
  }

  /** Loses those for which their clients have no room. */
  void drop() {
    if (unix != null) unix.drop();
  }

  /** Sends what waits; also what others have added. */
  void flush() {
    Packet.Reply head;
    int taken;
    synchronized (this) {
      head = first;
      if (head == null) return;
      taken = count;
      first = null;
      last = null;
      count = 0;
    }
    try {
      if (unix != null) {
        for (Packet.Reply rest = head; rest != null; ) {
          Packet.Reply reply = rest;
          rest = reply.next;
          reply.next = null;
          unix.send(reply);
        }
      } else if (head.next == null) {
        sendAlone(head);
      } else {
        synchronized (sending) {
          for (Packet.Reply rest = head; rest != null; ) {
            rest = order(rest);
            send();
          }
        }
      }
    } finally {
      synchronized (this) {
        unsent -= taken;
      }
    }
  }

  /** Orders as many as go at once by where they go; returns the rest, null for nothing. */
  private Packet.@Nullable Reply order(Packet.Reply head) {
    Group group = null;
    Packet.Reply rest = head;
    for (int i = 0; rest != null && i < BATCH; i++) {
      Packet.Reply reply = rest;
      rest = reply.next;
      reply.next = null;
      if (isNowhere(reply.to)) {
        Log.debug(() -> "reply to " + reply.to + ": there is no port 0");
        continue;
      }
      if (group == null || !group.first.to.equals(reply.to)) group = groups.get(reply.to);
      if (group == null) {
        group = new Group(reply);
        groups.put(reply.to, group);
      } else {
        group.last.next = reply;
        group.last = reply;
      }
    }
    for (Group one : groups.values()) {
      for (Packet.Reply r = one.first; r != null; r = r.next) ordered.add(r);
    }
    groups.clear();
    return rest;
  }

  /** A datagram may say that it is from port 0: who sends such ones is to cost nobody else. */
  private static boolean isNowhere(SocketAddress to) {
    return to instanceof InetAddressAndPort inet && inet.port() == 0;
  }

  /**
   * Sends what is in order. One that cannot be sent, to an address that cannot be, say, is found by
   * sending one by one, so that it costs nobody else the reply; those that went out before it may
   * go out twice, as datagrams may.
   */
  private void send() {
    if (ordered.isEmpty()) return;
    try {
      long bytes = 0;
      batch.clear();
      for (Packet.Reply reply : ordered) {
        batch.add(reply.bytes, reply.offset, reply.length, reply.to, reply.from);
        bytes += reply.length;
      }
      socket.send(batch);
      counters.packetsSent.add(ordered.size());
      counters.bytesSent.add(bytes);
    } catch (IOException | IllegalArgumentException e) {
      for (Packet.Reply reply : ordered) sendAlone(reply);
    } finally {
      ordered.clear();
    }
  }

  private void sendAlone(Packet.Reply reply) {
    try {
      PacketInfo from = reply.from;
      if (from == null) {
        socket.sendTo(reply.bytes, reply.offset, reply.length, reply.to);
      } else {
        ByteBuffer bytes = ByteBuffer.wrap(reply.bytes, reply.offset, reply.length);
        socket.sendMessage(Message.of(bytes).to(reply.to).with(from));
      }
      counters.packetsSent.increment();
      counters.bytesSent.add(reply.length);
    } catch (IOException | IllegalArgumentException e) {
      Log.debug(() -> "reply to " + reply.to + ": " + e.getMessage());
    }
  }
}
