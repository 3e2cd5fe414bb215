package lisle.socketserver;

import java.io.IOException;
import java.util.Objects;
import lisle.ipaddress.IpAddress;
import lisle.ipaddress.Ipv6Address;
import lisle.socket.InetAddressAndPort;
import lisle.socket.NetworkInterface;
import lisle.socket.PacketInfo;
import lisle.socket.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A datagram that a server has received, and the replies to it. For use by one thread. */
public final class Packet {
  /** A datagram that goes out once the handler has returned. */
  static final class Reply {
    final byte[] bytes;
    final int offset;
    final int length;
    final SocketAddress to;

    /** From which of our addresses; null leaves it to the system. */
    final @Nullable PacketInfo from;

    /** The one after it, of the same packet or on the same way out. */
    @Nullable Reply next;

    Reply(byte[] bytes, int offset, int length, SocketAddress to, @Nullable PacketInfo from) {
      this.bytes = bytes;
      this.offset = offset;
      this.length = length;
      this.to = to;
      this.from = from;
    }
  }

  /** What a UDP datagram takes, by its length in 16 bits, with a header of 8 bytes: RFC 768. */
  private static final int MOST = 65_535 - 8;

  /** So long is the header of IPv4, whose packets are no longer than a datagram: RFC 791. */
  private static final int IPV4_HEADER = 20;

  /** As the kernel says it, and takes it back for the replies. */
  private final SocketAddress sender;

  private final byte[] bytes;
  private final boolean truncated;

  /** The address of the listener that received it. */
  private final SocketAddress listener;

  /** Where it came to, as far as the kernel says. */
  private final @Nullable PacketInfo here;

  /** The replies, linked, in the order in which they were given. */
  @Nullable Reply first;

  @Nullable Reply last;

  /** Its handler has returned, and others go on with the replies. Guarded by this. */
  private boolean handled;

  Packet(
      SocketAddress sender,
      byte[] bytes,
      boolean truncated,
      SocketAddress listener,
      @Nullable PacketInfo here) {
    this.sender = sender;
    this.bytes = bytes;
    this.truncated = truncated;
    this.listener = listener;
    this.here = here;
  }

  /**
   * Returns who sent it. An IPv4 client of a listener for both versions has its IPv4 address here;
   * a Unix socket that was not bound has no name, and gets no replies.
   */
  public SocketAddress from() {
    return Server.unmapped(sender);
  }

  /**
   * Returns the address that it was sent to, with the port of its listener: one of ours, also where
   * the listener is one for all addresses, or the group or broadcast address that stands in its
   * header. An IPv4 client of a listener for both versions has sent to an IPv4 address. Of a Unix
   * socket it is the listener's address.
   */
  public SocketAddress to() {
    if (here == null || !(listener instanceof InetAddressAndPort bound)) return listener;
    IpAddress address = here.destination();
    if (address instanceof Ipv6Address v6 && v6.isLinkLocal()) {
      address = v6.withScope(scope(here.interfaceIndex()));
    }
    return Server.unmapped(SocketAddress.of(address, bound.port()));
  }

  /** As the address of a sender there has it. */
  private static String scope(int interfaceIndex) {
    try {
      String name = NetworkInterface.nameOf(interfaceIndex);
      if (name.indexOf('%') < 0) return name; // else it is no scope
    } catch (IOException e) {
      // it is gone
    }
    return Integer.toString(interfaceIndex);
  }

  /**
   * Returns the index of the network interface by which it came, of which {@link
   * NetworkInterface#nameOf} knows the name; 0 of a Unix socket.
   */
  public int interfaceIndex() {
    return here == null ? 0 : here.interfaceIndex();
  }

  /** Returns its bytes; the array is the caller's. */
  public byte[] bytes() {
    return bytes;
  }

  /** Reports whether it was longer than {@link ServerBuilder#packetSize}, and is cut off. */
  public boolean isTruncated() {
    return truncated;
  }

  /**
   * Answers whoever sent it, from the address that it was sent to. The array is read when the
   * handler has returned.
   *
   * <p>Replies are the handler's alone: later ones are an {@link IllegalStateException}; and one
   * that is longer than a UDP datagram, of 65,507 bytes over IPv4 and 65,527 over IPv6, is an
   * {@link IllegalArgumentException}. What the network refuses otherwise is lost, as datagrams may
   * be, and logged for who debugs.
   *
   * <p>A client of a Unix socket that does not take its replies has a few of them waiting, and up
   * to 1,000 for all such clients of a listener; what comes then is lost.
   */
  public void reply(byte[] bytes) {
    reply(bytes, 0, bytes.length);
  }

  /** Answers whoever sent it, with a part of an array, read when the handler has returned. */
  public void reply(byte[] bytes, int offset, int length) {
    send(new Reply(bytes, offset, length, sender, source()));
  }

  /** Where a reply is to be from; null where the socket says so, or nothing can. */
  private @Nullable PacketInfo source() {
    boolean open = listener instanceof InetAddressAndPort bound && bound.address().isUnspecified();
    return open && here != null ? here.forAnswer() : null;
  }

  /** Sends to somebody else, a part of an array, read when the handler has returned. */
  public void send(byte[] bytes, int offset, int length, SocketAddress to) {
    send(new Reply(bytes, offset, length, Objects.requireNonNull(to), null));
  }

  private synchronized void send(Reply reply) {
    Objects.checkFromIndexSize(reply.offset, reply.length, reply.bytes.length);
    checkLength(reply.length, reply.to);
    if (handled) {
      throw new IllegalStateException(
          "the handler of this packet has returned: it may wait for what is to be sent");
    }
    if (last == null) {
      first = reply;
    } else {
      last.next = reply;
    }
    last = reply;
  }

  private static void checkLength(int length, SocketAddress to) {
    if (!(to instanceof InetAddressAndPort inet)) return;
    int most = inet.address().unmapped().version() == 4 ? MOST - IPV4_HEADER : MOST;
    if (length > most) {
      throw new IllegalArgumentException(
          "a datagram of " + length + " bytes to " + to + ", where UDP takes " + most);
    }
  }

  /** The handler has returned: there are no more replies. */
  synchronized void handled() {
    handled = true;
  }
}
