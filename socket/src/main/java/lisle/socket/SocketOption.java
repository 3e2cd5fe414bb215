package lisle.socket;

import java.time.Duration;
import lisle.sys.Linux;
import lisle.sys.SocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * An option of a socket with the type of its value: {@code socket.set(TCP_NODELAY, true)}.
 *
 * <p>Here are those of every socket, socket(7). {@link IpOption}, {@link Ipv6Option}, {@link
 * TcpOption}, {@link UdpOption}, {@link UnixOption}, {@link VsockOption}, {@link NetlinkOption},
 * {@link PacketOption} and {@link CanOption} have the others; {@link #ofInteger}, {@link #ofBytes}
 * and {@link Socket#rawOption} reach what has no name here.
 *
 * <p>A {@link Duration} is rounded up to the unit of its option, so that a short time does not
 * become none. Immutable.
 *
 * @param <T> the type of its value
 */
public final class SocketOption<T> {
  // Addresses

  /** A socket may bind to an address that old connections still hold, socket(7). */
  public static final SocketOption<Boolean> SO_REUSEADDR =
      new SocketOption<>("SO_REUSEADDR", Linux.SOL_SOCKET, Linux.SO_REUSEADDR, Codec.FLAG);

  /** Several sockets share one address, and the kernel spreads what comes in, socket(7). */
  public static final SocketOption<Boolean> SO_REUSEPORT =
      new SocketOption<>("SO_REUSEPORT", Linux.SOL_SOCKET, Linux.SO_REUSEPORT, Codec.FLAG, "3.9");

  /** Which of the sockets that share an address gets a packet or a connection, socket(7). */
  public static final SocketOption<PacketFilter> SO_ATTACH_REUSEPORT_CBPF =
      new SocketOption<>(
          "SO_ATTACH_REUSEPORT_CBPF",
          Linux.SOL_SOCKET,
          SocketOptions.SO_ATTACH_REUSEPORT_CBPF,
          PacketFilter.CODEC,
          "4.5");

  /** Takes away what {@link #SO_ATTACH_REUSEPORT_CBPF} set; the value does not count. */
  public static final SocketOption<Integer> SO_DETACH_REUSEPORT_BPF =
      new SocketOption<>(
          "SO_DETACH_REUSEPORT_BPF",
          Linux.SOL_SOCKET,
          SocketOptions.SO_DETACH_REUSEPORT_BPF,
          Codec.INTEGER,
          "5.3");

  /** The one interface that is used, by name; empty for all. Privileged until Linux 5.7. */
  public static final SocketOption<String> SO_BINDTODEVICE =
      new SocketOption<>(
          "SO_BINDTODEVICE", Linux.SOL_SOCKET, SocketOptions.SO_BINDTODEVICE, Codec.text(16));

  /** The one interface that is used, by index; 0 for all. */
  public static final SocketOption<Integer> SO_BINDTOIFINDEX =
      new SocketOption<>(
          "SO_BINDTOIFINDEX",
          Linux.SOL_SOCKET,
          SocketOptions.SO_BINDTOIFINDEX,
          Codec.INTEGER,
          "5.1");

  /** Only hosts of connected networks are reached, and no router, socket(7). */
  public static final SocketOption<Boolean> SO_DONTROUTE =
      new SocketOption<>("SO_DONTROUTE", Linux.SOL_SOCKET, Linux.SO_DONTROUTE, Codec.FLAG);

  /** Datagrams may be sent to a broadcast address, socket(7). */
  public static final SocketOption<Boolean> SO_BROADCAST =
      new SocketOption<>("SO_BROADCAST", Linux.SOL_SOCKET, Linux.SO_BROADCAST, Codec.FLAG);

  // What it is; these are only read

  /** The number of its family. */
  public static final SocketOption<Integer> SO_DOMAIN =
      new SocketOption<>("SO_DOMAIN", Linux.SOL_SOCKET, Linux.SO_DOMAIN, Codec.INTEGER);

  /** The number of its type. */
  public static final SocketOption<Integer> SO_TYPE =
      new SocketOption<>("SO_TYPE", Linux.SOL_SOCKET, Linux.SO_TYPE, Codec.INTEGER);

  /** The number of its protocol. */
  public static final SocketOption<Integer> SO_PROTOCOL =
      new SocketOption<>("SO_PROTOCOL", Linux.SOL_SOCKET, Linux.SO_PROTOCOL, Codec.INTEGER);

  /** Whether it listens. */
  public static final SocketOption<Boolean> SO_ACCEPTCONN =
      new SocketOption<>("SO_ACCEPTCONN", Linux.SOL_SOCKET, Linux.SO_ACCEPTCONN, Codec.FLAG);

  /** The pending error of the socket, as an errno, which reading it clears, socket(7). */
  public static final SocketOption<Integer> SO_ERROR =
      new SocketOption<>("SO_ERROR", Linux.SOL_SOCKET, Linux.SO_ERROR, Codec.INTEGER);

  /** A number that no other socket has had since the system started, the one of ss -e. */
  public static final SocketOption<Long> SO_COOKIE =
      new SocketOption<>(
          "SO_COOKIE", Linux.SOL_SOCKET, SocketOptions.SO_COOKIE, Codec.LONG, "4.12");

  /** A number of its network namespace. */
  public static final SocketOption<Long> SO_NETNS_COOKIE =
      new SocketOption<>(
          "SO_NETNS_COOKIE", Linux.SOL_SOCKET, SocketOptions.SO_NETNS_COOKIE, Codec.LONG, "5.14");

  /** The processor that received last; or, set, the one to prefer it for. */
  public static final SocketOption<Integer> SO_INCOMING_CPU =
      new SocketOption<>(
          "SO_INCOMING_CPU", Linux.SOL_SOCKET, Linux.SO_INCOMING_CPU, Codec.INTEGER, "3.19");

  /** The device queue that received last. */
  public static final SocketOption<Integer> SO_INCOMING_NAPI_ID =
      new SocketOption<>(
          "SO_INCOMING_NAPI_ID",
          Linux.SOL_SOCKET,
          SocketOptions.SO_INCOMING_NAPI_ID,
          Codec.INTEGER,
          "4.12");

  // Life

  /** Probes are sent on an idle connection, socket(7); {@link TcpOption} says how often. */
  public static final SocketOption<Boolean> SO_KEEPALIVE =
      new SocketOption<>("SO_KEEPALIVE", Linux.SOL_SOCKET, Linux.SO_KEEPALIVE, Codec.FLAG);

  /** What a close does with data that is not yet acknowledged, socket(7). */
  public static final SocketOption<Linger> SO_LINGER =
      new SocketOption<>("SO_LINGER", Linux.SOL_SOCKET, Linux.SO_LINGER, Codec.LINGER);

  /** Urgent data stands among the other, socket(7). */
  public static final SocketOption<Boolean> SO_OOBINLINE =
      new SocketOption<>("SO_OOBINLINE", Linux.SOL_SOCKET, Linux.SO_OOBINLINE, Codec.FLAG);

  /** The kernel notes debug messages; needs CAP_NET_ADMIN. */
  public static final SocketOption<Boolean> SO_DEBUG =
      new SocketOption<>("SO_DEBUG", Linux.SOL_SOCKET, Linux.SO_DEBUG, Codec.FLAG);

  // Memory

  /** Bytes of the send buffer; the kernel doubles what is set, socket(7). */
  public static final SocketOption<Integer> SO_SNDBUF =
      new SocketOption<>("SO_SNDBUF", Linux.SOL_SOCKET, Linux.SO_SNDBUF, Codec.INTEGER);

  /** Bytes of the receive buffer; the kernel doubles what is set, socket(7). */
  public static final SocketOption<Integer> SO_RCVBUF =
      new SocketOption<>("SO_RCVBUF", Linux.SOL_SOCKET, Linux.SO_RCVBUF, Codec.INTEGER);

  /** As {@link #SO_SNDBUF} beyond the limit; needs CAP_NET_ADMIN. Only set. */
  public static final SocketOption<Integer> SO_SNDBUFFORCE =
      new SocketOption<>(
          "SO_SNDBUFFORCE", Linux.SOL_SOCKET, SocketOptions.SO_SNDBUFFORCE, Codec.INTEGER);

  /** As {@link #SO_RCVBUF} beyond the limit; needs CAP_NET_ADMIN. Only set. */
  public static final SocketOption<Integer> SO_RCVBUFFORCE =
      new SocketOption<>(
          "SO_RCVBUFFORCE", Linux.SOL_SOCKET, SocketOptions.SO_RCVBUFFORCE, Codec.INTEGER);

  /** Bytes that must be there before the socket is readable, socket(7). */
  public static final SocketOption<Integer> SO_RCVLOWAT =
      new SocketOption<>("SO_RCVLOWAT", Linux.SOL_SOCKET, Linux.SO_RCVLOWAT, Codec.INTEGER);

  /** Always 1 on Linux; only read. */
  public static final SocketOption<Integer> SO_SNDLOWAT =
      new SocketOption<>("SO_SNDLOWAT", Linux.SOL_SOCKET, Linux.SO_SNDLOWAT, Codec.INTEGER);

  /** Which buffers the kernel does not size by itself: 1 send, 2 receive. */
  public static final SocketOption<Integer> SO_BUF_LOCK =
      new SocketOption<>(
          "SO_BUF_LOCK", Linux.SOL_SOCKET, SocketOptions.SO_BUF_LOCK, Codec.INTEGER, "5.15");

  /** Bytes that are set aside for the socket's buffers in its memory group. */
  public static final SocketOption<Integer> SO_RESERVE_MEM =
      new SocketOption<>(
          "SO_RESERVE_MEM", Linux.SOL_SOCKET, SocketOptions.SO_RESERVE_MEM, Codec.INTEGER, "5.16");

  /** What memory the kernel holds; only read. */
  public static final SocketOption<SocketMemory> SO_MEMINFO =
      new SocketOption<>(
          "SO_MEMINFO", Linux.SOL_SOCKET, SocketOptions.SO_MEMINFO, SocketMemory.CODEC, "4.12");

  /** How many packets were dropped comes with each message: {@link DroppedPackets}. */
  public static final SocketOption<Boolean> SO_RXQ_OVFL =
      new SocketOption<>(
          "SO_RXQ_OVFL", Linux.SOL_SOCKET, SocketOptions.SO_RXQ_OVFL, Codec.FLAG, "2.6.33");

  /** Where the next {@linkplain MessageFlags#PEEK peek} begins, in bytes; -1 at the front. */
  public static final SocketOption<Integer> SO_PEEK_OFF =
      new SocketOption<>(
          "SO_PEEK_OFF", Linux.SOL_SOCKET, SocketOptions.SO_PEEK_OFF, Codec.INTEGER, "3.4");

  /** Memory may be sent from without a copy: {@link ZeroCopy} sets this by itself. */
  public static final SocketOption<Boolean> SO_ZEROCOPY =
      new SocketOption<>(
          "SO_ZEROCOPY", Linux.SOL_SOCKET, SocketOptions.SO_ZEROCOPY, Codec.FLAG, "4.14");

  // Time stamps

  /** When a packet came comes with it, in microseconds: {@link PacketTimestamps}. */
  public static final SocketOption<Boolean> SO_TIMESTAMP =
      new SocketOption<>("SO_TIMESTAMP", Linux.SOL_SOCKET, SocketOptions.SO_TIMESTAMP, Codec.FLAG);

  /** When a packet came comes with it, in nanoseconds: {@link PacketTimestamps}. */
  public static final SocketOption<Boolean> SO_TIMESTAMPNS =
      new SocketOption<>(
          "SO_TIMESTAMPNS", Linux.SOL_SOCKET, SocketOptions.SO_TIMESTAMPNS, Codec.FLAG, "2.6.22");

  /** Which time stamps are taken, also of what is sent, as SOF_TIMESTAMPING bits. */
  public static final SocketOption<Integer> SO_TIMESTAMPING =
      new SocketOption<>(
          "SO_TIMESTAMPING",
          Linux.SOL_SOCKET,
          SocketOptions.SO_TIMESTAMPING,
          Codec.INTEGER,
          "2.6.30");

  // Routes and queues

  /** The priority in the queues of the device, from 0 to 6 without privilege, socket(7). */
  public static final SocketOption<Integer> SO_PRIORITY =
      new SocketOption<>("SO_PRIORITY", Linux.SOL_SOCKET, SocketOptions.SO_PRIORITY, Codec.INTEGER);

  /** A mark for routes and packet filters; needs CAP_NET_ADMIN, socket(7). */
  public static final SocketOption<Long> SO_MARK =
      new SocketOption<>("SO_MARK", Linux.SOL_SOCKET, SocketOptions.SO_MARK, Codec.UNSIGNED);

  /** The mark of a packet comes with it. */
  public static final SocketOption<Boolean> SO_RCVMARK =
      new SocketOption<>(
          "SO_RCVMARK", Linux.SOL_SOCKET, SocketOptions.SO_RCVMARK, Codec.FLAG, "6.0");

  /** The priority of a packet comes with it. */
  public static final SocketOption<Boolean> SO_RCVPRIORITY =
      new SocketOption<>(
          "SO_RCVPRIORITY", Linux.SOL_SOCKET, SocketOptions.SO_RCVPRIORITY, Codec.FLAG, "6.14");

  /** The most bytes a second that are sent; 4,294,967,295 for no limit. */
  public static final SocketOption<Long> SO_MAX_PACING_RATE =
      new SocketOption<>(
          "SO_MAX_PACING_RATE",
          Linux.SOL_SOCKET,
          SocketOptions.SO_MAX_PACING_RATE,
          Codec.UNSIGNED,
          "3.13");

  /** Whether another way is tried where packets are lost: 1 yes, 0 no, 255 as the system. */
  public static final SocketOption<Integer> SO_TXREHASH =
      new SocketOption<>(
          "SO_TXREHASH", Linux.SOL_SOCKET, SocketOptions.SO_TXREHASH, Codec.INTEGER, "6.0");

  /** How long a receive asks the device before it waits; microseconds, socket(7). */
  public static final SocketOption<Duration> SO_BUSY_POLL =
      new SocketOption<>(
          "SO_BUSY_POLL", Linux.SOL_SOCKET, SocketOptions.SO_BUSY_POLL, Codec.MICROS, "3.11");

  /** Interrupts of the device wait for busy polls. */
  public static final SocketOption<Boolean> SO_PREFER_BUSY_POLL =
      new SocketOption<>(
          "SO_PREFER_BUSY_POLL",
          Linux.SOL_SOCKET,
          SocketOptions.SO_PREFER_BUSY_POLL,
          Codec.FLAG,
          "5.11");

  /** Packets of one busy poll. */
  public static final SocketOption<Integer> SO_BUSY_POLL_BUDGET =
      new SocketOption<>(
          "SO_BUSY_POLL_BUDGET",
          Linux.SOL_SOCKET,
          SocketOptions.SO_BUSY_POLL_BUDGET,
          Codec.INTEGER,
          "5.11");

  /** UDP over IPv4 without checksums. */
  public static final SocketOption<Boolean> SO_NO_CHECK =
      new SocketOption<>("SO_NO_CHECK", Linux.SOL_SOCKET, SocketOptions.SO_NO_CHECK, Codec.FLAG);

  /** An error in the queue counts as an exceptional condition for select(2). */
  public static final SocketOption<Boolean> SO_SELECT_ERR_QUEUE =
      new SocketOption<>(
          "SO_SELECT_ERR_QUEUE",
          Linux.SOL_SOCKET,
          SocketOptions.SO_SELECT_ERR_QUEUE,
          Codec.FLAG,
          "3.10");

  // Filters

  /** Which packets are received, and how much of each; only set, socket(7). */
  public static final SocketOption<PacketFilter> SO_ATTACH_FILTER =
      new SocketOption<>(
          "SO_ATTACH_FILTER", Linux.SOL_SOCKET, SocketOptions.SO_ATTACH_FILTER, PacketFilter.CODEC);

  /** Takes the filter away; the value does not count. */
  public static final SocketOption<Integer> SO_DETACH_FILTER =
      new SocketOption<>(
          "SO_DETACH_FILTER", Linux.SOL_SOCKET, SocketOptions.SO_DETACH_FILTER, Codec.INTEGER);

  /** The filter cannot be changed any more. */
  public static final SocketOption<Boolean> SO_LOCK_FILTER =
      new SocketOption<>(
          "SO_LOCK_FILTER", Linux.SOL_SOCKET, SocketOptions.SO_LOCK_FILTER, Codec.FLAG, "3.9");

  // The two of TCP and IPv6 that nearly everybody needs

  /** Small segments are sent at once, tcp(7). */
  public static final SocketOption<Boolean> TCP_NODELAY =
      new SocketOption<>("TCP_NODELAY", Linux.IPPROTO_TCP, Linux.TCP_NODELAY, Codec.FLAG);

  /** An IPv6 socket takes no IPv4 traffic, ipv6(7). */
  public static final SocketOption<Boolean> IPV6_V6ONLY =
      new SocketOption<>("IPV6_V6ONLY", Linux.IPPROTO_IPV6, Linux.IPV6_V6ONLY, Codec.FLAG);

  private final String name;
  final int level;
  final int number;
  final Codec<T> codec;

  /** The release of Linux that brought it; null where every one in use has it. */
  private final @Nullable String since;

  SocketOption(String name, int level, int number, Codec<T> codec) {
    this(name, level, number, codec, null);
  }

  SocketOption(String name, int level, int number, Codec<T> codec, @Nullable String since) {
    this.name = name;
    this.level = level;
    this.number = number;
    this.codec = codec;
    this.since = since;
  }

  /**
   * Makes an option that has no name here, and whose value is an int of C.
   *
   * @param name its name, for messages
   * @param level the protocol, such as SOL_SOCKET
   * @param number its number there
   */
  public static SocketOption<Integer> ofInteger(String name, int level, int number) {
    return new SocketOption<>(name, level, number, Codec.INTEGER);
  }

  /**
   * Makes an option that has no name here, and whose value is any bytes.
   *
   * @param name its name, for messages
   * @param level the protocol, such as SOL_SOCKET
   * @param number its number there
   * @param size the most bytes of a value, from 0 to 1 MiB
   */
  public static SocketOption<byte[]> ofBytes(String name, int level, int number, int size) {
    if (size < 0 || size > 1 << 20) {
      throw new IllegalArgumentException("a value of " + size + " bytes; 0 to 1 MiB");
    }
    return new SocketOption<>(name, level, number, Codec.bytes(size));
  }

  /** Returns the release of Linux that brought it; null where every one in use has it. */
  public @Nullable String since() {
    return since;
  }

  /** Returns its name in the C headers. */
  @Override
  public String toString() {
    return name;
  }
}
